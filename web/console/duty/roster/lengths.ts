// The shifts of one day by their lengths: how a length is written, and when each begins and ends.
// Rule: together they are a whole day; the server takes nothing else (problem 7106).

export const DAY_MINUTES = 24 * 60
/** Shorter is no shift, more of them no day that people keep (src/domain/roster.h). */
export const LEAST_MINUTES = 30
export const MOST_SHIFTS = 12

/** "7:30", "7：30", "0730", "8" hours → minutes; NaN when it is no length of a shift. */
export function minutesOf(text: string): number {
	const match = /^(\d{1,2})(?::?(\d\d))?$/.exec(text.normalize('NFKC').trim())
	if (!match) return NaN
	const minutes = Number(match[1]) * 60 + Number(match[2] ?? 0)
	return Number(match[2] ?? 0) < 60 && minutes >= LEAST_MINUTES && minutes <= DAY_MINUTES ? minutes : NaN
}
/** 450 → "7:30" */
export function lengthText(minutes: number): string {
	return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** A minute of the day of duty as a clock shows it; after midnight it is the next day's. */
export interface Clock { text: string; isNext: boolean }
function clock(minutes: number, isEnd: boolean): Clock {
	if (isEnd && minutes === DAY_MINUTES) return { text: '24:00', isNext: false }
	const at = minutes % DAY_MINUTES
	return { text: `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`, isNext: minutes >= DAY_MINUTES }
}
/** When each shift begins and ends; from the first whose length is none on, nothing is known. */
export function clocksOf(startHour: number, lengths: readonly number[]): ({ from: Clock; until: Clock } | null)[] {
	let at = startHour * 60
	return lengths.map((one) => {
		const from = at
		at += one
		return Number.isNaN(at) ? null : { from: clock(from, false), until: clock(at, true) }
	})
}
