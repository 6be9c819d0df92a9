// A number somebody writes as an answer, and the bounds of what it can be.
// Rule: the question's own bounds decide; without them a count is 0 to `most`.
export interface Bounded {
	kind?: unknown
	min?: unknown
	max?: unknown
}
export interface Bounds {
	min: number
	max: number
}
/** A family does not count further without being told so; staff record hostels, too. */
export const MOST_AT_HOME = 99
export const MOST_BY_STAFF = 9999

export function boundsOf(question: Bounded, most: number): Bounds {
	const { min, max } = question
	const hasMin = typeof min === 'number' && Number.isFinite(min)
	const hasMax = typeof max === 'number' && Number.isFinite(max)
	if (!hasMin && !hasMax) return { min: 0, max: most }
	// One bound only: the other end leaves room beside it.
	return { min: hasMin ? min : (max as number) < 0 ? (max as number) - most : 0, max: hasMax ? max : Math.max(most, (min as number) + most) }
}

/** What was written: a number inside the bounds, nothing, or why it is neither. */
export function readNumber(question: Bounded, text: string, most: number): { value?: number; wrong?: 'digits' | 'bounds' } {
	const plain = text.normalize('NFKC').trim()
	if (plain === '') return {}
	const value = Number(plain)
	// Plain digits: "0x1F" and "1e2" are slips, not answers.
	if (!/^[-+]?\d+(\.\d*)?$/.test(plain) || (question.kind === 'int' && !Number.isSafeInteger(value))) return { wrong: 'digits' }
	const { min, max } = boundsOf(question, most)
	return value < min || value > max ? { wrong: 'bounds' } : { value }
}
