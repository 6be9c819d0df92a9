// How a roster stands on one side of A4: how large its letters may be, and what to do
// when even small ones do not fit.
// Rule: a name is never cut off; what does not fit one side goes on on a second.
import { gridOf, times, type Grid } from '../roster/grid'
import type { Roster } from '../types'

/** Room for the table between head and foot, mm. */
export const TABLE_HEIGHT = 205
export const TABLE_WIDTH = 186
export const DAY_WIDTH = 25
const HEAD_HEIGHT = 10
/** Letters in points, largest first; below the last nobody over sixty reads. */
export const POINTS = [15, 13.5, 12, 10.5, 9, 8]
const MM = 25.4 / 72

export interface Side {
	grid: Grid
	/** Days of the grid on this side. */
	from: number
	until: number
	points: number
	/** Height of one day, mm. */
	height: number
}

/** Width of a name in letters: a Chinese one is as wide as high, others half. */
function letters(text: string): number {
	return [...text].reduce((sum, one) => sum + (one.charCodeAt(0) > 255 ? 1 : 0.58), 0)
}

/** Lines that names take in a cell, broken between names as the browser does. */
export function linesOf(names: readonly string[], width: number): number {
	let n = 1
	let used = 0
	for (const [i, name] of names.entries()) {
		const wide = letters(name) + (i < names.length - 1 ? 1 : 0)
		if (used > 0 && used + wide > width) {
			n++
			used = 0
		}
		n += Math.max(0, Math.ceil(wide / width) - 1)
		used += wide
	}
	return n
}

/** The largest letters with which these days fit, or null. */
function fit(grid: Grid, from: number, until: number): { points: number; height: number } | null {
	const height = Math.min(26, (TABLE_HEIGHT - HEAD_HEIGHT) / (until - from))
	const columns = Math.max(1, grid.cells.length)
	const room = (TABLE_WIDTH - DAY_WIDTH) / columns - 3
	for (const points of POINTS) {
		const line = points * MM * 1.35
		const isIn = grid.cells.every((row, r) =>
			row.slice(from, until).every((cell) => {
				if (!cell) return true
				const own = times(cell.shift) === grid.rows[r] ? 0 : 1
				return (linesOf(cell.shift.people.map((who) => who.name), room / (points * MM)) + own) * line <= height - 1.5
			}),
		)
		if (isIn) return { points, height }
	}
	return null
}

/** The sides of one roster: one, unless very many stand on a shift. */
export function sidesOf(roster: Pick<Roster, 'shifts' | 'from_day' | 'days'>): Side[] {
	const grid = gridOf(roster.shifts, roster.from_day, roster.days)
	const cut = (from: number, until: number): Side[] => {
		const found = fit(grid, from, until)
		if (found || until - from <= 1) return [{ grid, from, until, points: found?.points ?? POINTS.at(-1)!, height: found?.height ?? TABLE_HEIGHT - HEAD_HEIGHT }]
		const middle = from + Math.ceil((until - from) / 2)
		return [...cut(from, middle), ...cut(middle, until)]
	}
	return cut(0, roster.days)
}
