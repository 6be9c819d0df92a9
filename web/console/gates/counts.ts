// Counts of the gates by hour and by gate.
import { DECISIONS, type Count, type Decision } from './types'

export type Line = Record<Decision, number> & { sum: number }
export interface HourLine { hour: number; line: Line }

function empty(): Line {
	return { pass: 0, visitor: 0, turn_back: 0, emergency: 0, sum: 0 }
}
function add(line: Line, row: Count): void {
	line[row.decision] += row.n
	line.sum += row.n
}

export function totalOf(rows: readonly Count[]): Line {
	const line = empty()
	for (const row of rows) if (DECISIONS.includes(row.decision)) add(line, row)
	return line
}

/** From the first hour with somebody to the last, without holes. */
export function byHour(rows: readonly Count[]): HourLine[] {
	const hours = rows.map((row) => row.hour)
	if (hours.length === 0) return []
	const first = Math.min(...hours)
	return Array.from({ length: Math.max(...hours) - first + 1 }, (_, i) => ({ hour: first + i, line: totalOf(rows.filter((row) => row.hour === first + i)) }))
}

export function byGate(rows: readonly Count[]): Map<string, Line> {
	const found = new Map<string, Line>()
	for (const gate of new Set(rows.map((row) => row.gate))) found.set(gate, totalOf(rows.filter((row) => row.gate === gate)))
	return found
}
