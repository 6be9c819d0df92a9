// A roster as a grid of days and shifts: what stands where, where the keys lead, and
// every change as a new list of shifts.
// Rule: nothing here knows the rules of duty; the server says what is wrong.
import { clockOf, dayOf, parseInstant } from '../../../shared/when'
import type { Finding, Member, RosterShift } from '../types'

export const DAY = 86_400_000

export interface Cell {
	/** Where it stands in the list of shifts. */
	i: number
	shift: RosterShift
}
export interface Grid {
	/** A day of duty goes on past midnight: its night shift stands in the column of the day before. */
	days: string[]
	/** The times most shifts of the row have: "08:00–16:00". */
	rows: string[]
	/** [row][day]; null where the day has no such shift. */
	cells: (Cell | null)[][]
}

export function dayAfter(day: string, n: number): string {
	return dayOf(parseInstant(day) + n * DAY)
}

/** "08:00–16:00"; midnight at the end reads 24:00, as on every duty list. */
export function times(shift: Pick<RosterShift, 'from_at' | 'until_at'>): string {
	const end = clockOf(shift.until_at)
	return `${clockOf(shift.from_at)}–${end === '00:00' ? '24:00' : end}`
}

function mostSaid(all: string[]): string {
	const counts = new Map<string, number>()
	for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
	return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}

/** A shift that was moved a little before the hour still belongs to the day of that hour. */
const EARLY = 3_600_000

/** Hour of the day at which duty begins: the first shift's. */
export function beginOf(shifts: readonly RosterShift[], fromDay: string): number {
	return Math.min(...shifts.map((shift) => shift.from_at), parseInstant(fromDay) + DAY - 1)
}

/** Shifts by the day of duty, which begins at `begin`; the first of each day in the first row. */
export function gridOf(shifts: readonly RosterShift[], fromDay: string, nDays: number, begin = beginOf(shifts, fromDay)): Grid {
	const days = Array.from({ length: nDays }, (_, n) => dayAfter(fromDay, n))
	const columnOf = (shift: RosterShift): number => Math.min(nDays - 1, Math.max(0, Math.floor((shift.from_at - begin + EARLY) / DAY)))
	const byDay = days.map((_, day) =>
		shifts
			.map((shift, i) => ({ i, shift }))
			.filter((cell) => columnOf(cell.shift) === day)
			.sort((a, b) => a.shift.from_at - b.shift.from_at || a.shift.until_at - b.shift.until_at),
	)
	const nRows = Math.max(0, ...byDay.map((cells) => cells.length))
	const cells = Array.from({ length: nRows }, (_, row) => byDay.map((day) => day[row] ?? null))
	return { days, rows: cells.map((row) => mostSaid(row.flatMap((cell) => (cell ? [times(cell.shift)] : [])))), cells }
}

/** The place the arrow leads to; at the edge one stays. Empty places are passed over. */
export function step(grid: Grid, at: { row: number; day: number }, key: string): { row: number; day: number } {
	const by: Record<string, [row: number, day: number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
	const last = grid.days.length - 1
	if (key === 'Home') return { ...at, day: 0 }
	if (key === 'End') return { ...at, day: last }
	const [row, day] = by[key] ?? [0, 0]
	for (let n = 1; row !== 0 || day !== 0; n++) {
		const to = { row: at.row + row * n, day: at.day + day * n }
		if (to.row < 0 || to.row >= grid.cells.length || to.day < 0 || to.day > last) return at
		if (grid.cells[to.row]![to.day]) return to
	}
	return at
}

function changed(shifts: readonly RosterShift[], i: number, change: Partial<RosterShift>): RosterShift[] {
	return shifts.map((shift, n) => (n === i ? { ...shift, ...change } : shift))
}

export function add(shifts: readonly RosterShift[], i: number, who: Member): RosterShift[] {
	const shift = shifts[i]
	if (!shift || shift.people.some((one) => one.login === who.login)) return [...shifts]
	return changed(shifts, i, { people: [...shift.people, who] })
}
export function remove(shifts: readonly RosterShift[], i: number, login: string): RosterShift[] {
	return changed(shifts, i, { people: (shifts[i]?.people ?? []).filter((one) => one.login !== login) })
}
/** From one shift into another; who serves in both already only leaves the first. */
export function move(shifts: readonly RosterShift[], from: number, to: number, who: Member): RosterShift[] {
	return from === to ? [...shifts] : add(remove(shifts, from, who.login), to, who)
}
export function put(shifts: readonly RosterShift[], i: number, people: readonly Member[]): RosterShift[] {
	return changed(shifts, i, { people: [...people] })
}
export function setTimes(shifts: readonly RosterShift[], i: number, from_at: number, until_at: number): RosterShift[] {
	return changed(shifts, i, { from_at, until_at })
}

/** Instants of "08:00" and "16:00" on a day; an end at or before the start is on the next day. Null: no times. */
export function instants(day: string, from: string, until: string): [from_at: number, until_at: number] | null {
	const from_at = parseInstant(`${day} ${from}`)
	const end = until === '24:00' ? parseInstant(day) + DAY : parseInstant(`${day} ${until}`)
	if (Number.isNaN(from_at) || Number.isNaN(end)) return null
	return [from_at, end > from_at ? end : end + DAY]
}

/** What the server says about this shift, of what it says about all. */
export function findingsOf(findings: readonly Finding[], shift: RosterShift): Finding[] {
	return findings.filter(
		(one) => one.from_at < shift.until_at && one.until_at > shift.from_at && (!one.name || shift.people.some((who) => who.name === one.name)),
	)
}

export interface Load {
	n: number
	minutes: number
	nights: number
}
const HOUR = 3_600_000
/** Whether a shift touches the night, 22:00 to 06:00 Beijing time, by an hour or more. */
export function isNight(shift: Pick<RosterShift, 'from_at' | 'until_at'>): boolean {
	for (let start = parseInstant(dayOf(shift.from_at)) - 2 * HOUR; start < shift.until_at; start += DAY)
		if (Math.min(shift.until_at, start + 8 * HOUR) - Math.max(shift.from_at, start) >= HOUR) return true
	return false
}
/** Shifts, minutes and nights of each person in these days. */
export function loads(shifts: readonly RosterShift[]): Map<string, Load> {
	const all = new Map<string, Load>()
	for (const shift of shifts)
		for (const { login } of shift.people) {
			const one = all.get(login) ?? { n: 0, minutes: 0, nights: 0 }
			all.set(login, { n: one.n + 1, minutes: one.minutes + (shift.until_at - shift.from_at) / 60_000, nights: one.nights + (isNight(shift) ? 1 : 0) })
		}
	return all
}

/** What roster.edit takes: times and logins. */
export function asShifts(shifts: readonly RosterShift[]): { from_at: number; until_at: number; people: string[] }[] {
	return shifts.map(({ from_at, until_at, people }) => ({ from_at, until_at, people: people.map((one) => one.login) }))
}
