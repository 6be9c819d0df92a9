// Dates of asks, deployments and leaves, as they stand in a table and at the start of a form.
import { dayOf, instant, parseInstant } from '../../shared/when'

const DAY_MS = 86_400_000

/** Beijing time of an hour on the day after `more` further days. */
export function tomorrow(hour: number, more = 0, now: number = Date.now()): number {
	return parseInstant(`${dayOf(now + DAY_MS * (1 + more))} ${String(hour).padStart(2, '0')}:00`)
}
/** "2020-02-04 08:00 – 02-18 20:00": the year once where it is the same. */
export function span(from: number | null | undefined, until: number | null | undefined): string {
	const [begin, end] = [instant(from), instant(until)]
	if (!end) return begin
	return `${begin} – ${end.slice(0, 4) === begin.slice(0, 4) ? end.slice(5) : end}`
}
/** "2020-02-04 – 02-06", one day alone as it is. */
export function daySpan(from: string, until: string): string {
	if (from === until) return from
	return `${from} – ${until.slice(0, 4) === from.slice(0, 4) ? until.slice(5) : until}`
}
/** Days of a leave, both ends counted. */
export function nDays(from: string, until: string): number {
	return Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1
}
