// My shifts as the phone knows them: what the server said last, and what was written
// here since, so that a shift begun without network is begun on the screen.
import { field } from '../core'
import { clockOf, dayOf } from '../../shared/when'

export interface Place {
	shift: string
	checkpoint: string
	checkpoint_name: string
	region: string
	region_name?: string | null
	community?: string | null
	/** The gate whose passes are read there; it opens while the shift lasts. */
	gate?: string | null
	login?: string
	name?: string
	from_at: number
	until_at: number
	state: string
	begun_at?: number | null
	handed_at?: number | null
	/** What the one before told. */
	last_note?: string | null
	last_by?: string | null
	/** Beside me on this shift. */
	with?: string[] | null
}
export interface Swap {
	swap: string
	checkpoint_name?: string | null
	region?: string | null
	name: string
	with_name: string
	from_at: number
	until_at: number
	with_from_at: number
	with_until_at: number
	state: string
	is_mine_to_answer?: number | boolean | null
	/** One of the two; else of a group one leads. */
	is_mine?: boolean | null
}
export interface StandBy {
	stand_by: string
	region_name?: string | null
	from_at: number
	until_at: number
}
export interface Mine {
	at: number
	rows: Place[]
	swaps: Swap[]
	standBys: StandBy[]
}

export const KEPT_AS = 'duty'
const DAY = 86_400_000
/** One is at the post a little before the hour. */
export const EARLY_MS = 30 * 60_000

export async function readDuty(): Promise<Mine> {
	const now = field.now()
	const [mine, swaps, standBys] = await Promise.all([
		field.ask<{ rows: Place[] }>('shift.mine', { from_at: now - DAY, until_at: now + 14 * DAY }),
		field.ask<{ rows: Swap[] }>('shift.swaps', {}),
		field.ask<{ rows: StandBy[] }>('shift.my_stand_bys', {}),
	])
	const got = { at: now, rows: mine.rows, swaps: swaps.rows, standBys: standBys.rows }
	await field.keep(KEPT_AS, got)
	return got
}

/** With what was written on this phone and not yet read back. */
export function asWritten(rows: readonly Place[]): (Place & { is_waiting: boolean })[] {
	const since = field.now() - 2 * DAY
	const begun = new Map(field.history('shift.begin', since).map((one) => [String(one.args.shift), one]))
	const handed = new Map(field.history('shift.hand_over', since).map((one) => [String(one.args.shift), one]))
	return rows.map((row) => {
		const begin = begun.get(row.shift)
		const end = handed.get(row.shift)
		return {
			...row,
			begun_at: row.begun_at ?? begin?.at ?? null,
			handed_at: row.handed_at ?? end?.at ?? null,
			is_waiting: Boolean(begin?.is_waiting || end?.is_waiting),
		}
	})
}

/** Which of them is now, which come, which are over. */
export function sorted<T extends Place>(rows: readonly T[], now: number): { now: T[]; next: T[]; over: T[] } {
	const by = [...rows].sort((a, b) => a.from_at - b.from_at)
	const isOver = (row: T): boolean => Boolean(row.handed_at) || (row.until_at <= now && !row.begun_at) || row.state === 'gone'
	return {
		now: by.filter((row) => !isOver(row) && row.from_at - EARLY_MS <= now),
		next: by.filter((row) => !isOver(row) && row.from_at - EARLY_MS > now),
		over: by.filter(isOver).reverse(),
	}
}

/** Compounds share names: their community stands before them. */
export const placeOf = (row: Pick<Place, 'community' | 'region_name'>): string => [row.community, row.region_name].filter(Boolean).join(' ')

/** "08:00–16:00", "20:00–08:00 (+1)"; midnight at the end reads 24:00. */
export function times(row: { from_at: number; until_at: number }): string {
	const end = clockOf(row.until_at)
	if (end === '00:00' && row.until_at - row.from_at <= DAY) return `${clockOf(row.from_at)}–24:00`
	return `${clockOf(row.from_at)}–${end}${dayOf(row.from_at) === dayOf(row.until_at) ? '' : ' (+1)'}`
}
