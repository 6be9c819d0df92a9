// What a PIN must be: the same at enrolment and when it is changed.
// Rule: only what a thief would try first is refused; ten wrong ones wipe the phone.
import { t } from '../../shared/says'

/** One digit over and over, or digits in a row: 111111, 123456, 987654. */
function isEasy(pin: string): boolean {
	const steps = new Set([...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i])))
	return steps.size === 1 && Math.abs([...steps][0]!) <= 1
}

/** Why this PIN, typed twice, cannot be taken; empty when it can. */
export function pinFault(first: string, second: string): string {
	if (first.length < 6) return t('The PIN needs six digits or more.')
	if (isEasy(first)) return t('Everybody guesses that PIN first. Choose one that is no row of digits.')
	return first === second ? '' : t('The two PINs differ. Please type both again.')
}
