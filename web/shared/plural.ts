// English after exactly one: "1 doors are left" reads "1 door is left".  Chinese has no plural.
// Rule: only counts are looked at, and only the word after them, so a name stays as it is.

/** Parts of sentences that count something. */
const COUNTS = /\{(n|m|total|quota|days|hours|nights|pages|pass|visitor|back|turn_back|emergency)\} ([a-z]+)(?: (are|were|have|wait)\b)?/g
const VERBS: Record<string, string> = { are: 'is', were: 'was', have: 'has', wait: 'waits' }
/** End in s and are no plural. */
const SINGULAR = new Set(['is', 'was', 'has', 'this', 'as', 'its'])

function one(word: string): string {
	if (word === 'people') return 'person'
	if (SINGULAR.has(word)) return word
	return VERBS[word] ?? word.replace(/ies$/, 'y').replace(/s$/, '')
}

/** The English sentence for these parts, still with its braces. */
export function afterOne(sentence: string, parts: Record<string, unknown>): string {
	return sentence.replace(COUNTS, (whole, name: string, word: string, verb?: string) =>
		String(parts[name]) === '1' ? `{${name}} ${one(word)}${verb ? ` ${VERBS[verb]}` : ''}` : whole,
	)
}
