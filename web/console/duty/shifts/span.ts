// A shift's time and state in words: the day once, midnight at the end as 24:00.
import { says } from '../../../shared/i18n'
import { clockOf, dayOf, parseInstant } from '../../../shared/when'

/** "02-04 08:00–16:00"; over midnight "02-04 20:00 – 02-05 08:00". */
export function spanText(from: number, until: number): string {
	const end = clockOf(until) === '00:00' && until - parseInstant(dayOf(from)) === 86_400_000 ? '24:00' : clockOf(until)
	const day = dayOf(from).slice(5)
	return dayOf(from) === dayOf(until) || end === '24:00' ? `${day} ${clockOf(from)}–${end}` : `${day} ${clockOf(from)} – ${dayOf(until).slice(5)} ${end}`
}
/** 450 minutes → "7.5". */
export function hours(minutes: number | null | undefined): string {
	return String(Math.round((minutes ?? 0) / 6) / 10)
}
/** Words of the states of a place; "open" is a sweep's word elsewhere. */
export const PLACE_STATES: Record<string, { text: string; as: 'green' | 'amber' | 'red' | 'blue' | 'grey' }> = {
	coming: { text: says('to come'), as: 'blue' },
	open: { text: says('at the post'), as: 'green' },
	done: { text: says('handed over'), as: 'grey' },
	missed: { text: says('did not come'), as: 'red' },
}
