// Days and instants on screen: yyyy-MM-dd, 24 hours, Beijing time wherever the
// reader sits, because that is the time on the orders.

export const ZONE_HOURS = 8

function shifted(ms: number): Date {
	return new Date(ms + ZONE_HOURS * 3_600_000)
}

/** 2020-02-04 */
export function dayOf(ms: number): string {
	return shifted(ms).toISOString().slice(0, 10)
}

/** 2020-02-04 02:10 */
export function instant(ms: unknown): string {
	if (typeof ms !== 'number' || !Number.isFinite(ms)) return ''
	return shifted(ms).toISOString().slice(0, 16).replace('T', ' ')
}

/** 02:10 */
export function clockOf(ms: number): string {
	return shifted(ms).toISOString().slice(11, 16)
}

export function today(now: number = Date.now()): string {
	return dayOf(now)
}

/** Milliseconds of "2020-02-04" or "2020-02-04 02:10" Beijing time; NaN when it is none. */
export function parseInstant(text: string): number {
	const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text.trim())
	if (!match) return NaN
	const [, y, m, d, hh = '0', mm = '0', ss = '0'] = match
	return Date.UTC(+y!, +m! - 1, +d!, +hh - ZONE_HOURS, +mm, +ss)
}

/** "14:05" of what was typed as a time of the day: 14:05, 1405, 9:30, a colon of either width;
    undefined when it is none. */
export function typedClock(text: string): string | undefined {
	const match = /^([01]?\d|2[0-3])[:：]?([0-5]\d)$/.exec(text.trim())
	return match ? `${match[1]!.padStart(2, '0')}:${match[2]}` : undefined
}

/** 3 min 20 s, for time left. */
export function span(seconds: number): string {
	const s = Math.max(0, Math.round(seconds))
	if (s < 60) return `${s} s`
	if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
	return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}

/** 02:10:07 */
export function clockSeconds(ms: number): string {
	return shifted(ms).toISOString().slice(11, 19)
}
