// Times of help on a page: days it is repeated, and hours added up.
import { clockOf, dayOf, instant, parseInstant } from '../../shared/when'
import type { Booking } from './types'

export interface Span { from_at: number; until_at: number }
const DAY = 86_400_000

/** "07:00"–"09:00" from a day on, on so many days; over midnight when the end lies before the start. */
export function spans(day: string, from: string, until: string, days: number): Span[] {
	const first = parseInstant(`${day} ${from}`)
	let last = parseInstant(`${day} ${until}`)
	if (!Number.isFinite(first) || !Number.isFinite(last)) return []
	if (last <= first) last += DAY
	return Array.from({ length: days }, (_, i) => ({ from_at: first + i * DAY, until_at: last + i * DAY }))
}

/** "2020-02-04 07:00–09:00", with the second day where there is one. */
export function spanText(at: Span): string {
	return `${instant(at.from_at)}–${dayOf(at.from_at) === dayOf(at.until_at) ? clockOf(at.until_at) : instant(at.until_at).slice(5)}`
}

export interface Sum { volunteer: string; name: string; rows: Booking[]; hours: number }

/** By whom, in the order in which they come; to the tenth of an hour. */
export function sums(rows: readonly Booking[]): Sum[] {
	const found = new Map<string, Sum>()
	for (const row of rows) {
		const sum = found.get(row.volunteer) ?? { volunteer: row.volunteer, name: row.name ?? '', rows: [], hours: 0 }
		sum.rows.push(row)
		sum.hours = Math.round((sum.hours + (row.hours ?? 0)) * 100) / 100
		found.set(row.volunteer, sum)
	}
	return [...found.values()]
}
