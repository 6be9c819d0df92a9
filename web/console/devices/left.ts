// Time a code still has.

/** "14:05", or null when it is over. */
export function leftOf(until: number, now: number): string | null {
	const seconds = Math.ceil((until - now) / 1000)
	return seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : null
}
