// Passes as signed codes, and signed lists of void ones (src/domain/pass_code.h).
// Rule: every fault is told, not only the first; a code that we did not sign says nothing.
import { readCbor, under } from './cbor'
import { isSignedBy, openText, type Key } from './cose'

export const PASS_PREFIX = 'LF1:'
const LIST_PREFIX = 'LF1R:'
export const PASS_KINDS = ['household', 'visitor', 'delivery', 'vehicle', 'staff'] as const
export type PassKind = (typeof PASS_KINDS)[number]
const EXPIRES = 4
const NOT_BEFORE = 5
const PASS = -65537
const MOST_LIST = 400_000

/** other: not one of ours. unreadable: broken. unknown: a key that is not in use. */
export type CodeFault = 'other' | 'unreadable' | 'unknown' | 'forged' | 'expired' | 'early'

export interface PassCode {
	kind: PassKind
	number: number
	/** Key it opens: every gate at or below. */
	region: string
	door: string | null
	from_at: number
	until_at: number
	/** Times out in so many days; null: without limit. */
	quota: number | null
	days: number | null
}

/** Digits or capitals, as long as a level's key is. */
const isKey = (text: unknown): text is string => typeof text === 'string' && /^(?!00)[0-9A-Z]+$/.test(text) && [2, 4, 6, 9, 12, 15, 17, 20, 22].includes(text.length)

/** Empty levels at the end are left out: 120113000000 is 120113. */
export function keyOf(code: string): string {
	const lengths = [2, 4, 6, 9, 12, 15, 17, 20, 22]
	let level = lengths.indexOf(code.length)
	while (level > 0 && /^0+$/.test(code.slice(lengths[level - 1]!, lengths[level]!))) level--
	return code.slice(0, lengths[level])
}

function fill(payload: Uint8Array): PassCode | null {
	const claims = readCbor(payload)
	const list = under(claims, PASS)
	const from = under(claims, NOT_BEFORE)
	const until = under(claims, EXPIRES)
	// Later versions may add members behind these.
	if (!Array.isArray(list) || list.length < 6) return null
	const [kind, number, region, door, quota, days] = list
	const isAt = (at: unknown): at is number => typeof at === 'number' && at >= 0
	const int = (value: unknown): number | null => (typeof value === 'number' ? value : null)
	if (!isAt(from) || !isAt(until) || typeof number !== 'number' || number <= 0 || !isKey(region)) return null
	if (typeof kind !== 'number' || !PASS_KINDS[kind]) return null
	return {
		kind: PASS_KINDS[kind],
		number,
		region: keyOf(region),
		door: typeof door === 'string' ? door : null,
		from_at: from * 1000,
		until_at: until * 1000,
		quota: int(quota),
		days: int(days),
	}
}

/** Check a code at an instant against the keys in use; `pass` is what could be read. */
export async function checkPass(text: string, at: number, keys: readonly Key[]): Promise<{ faults: CodeFault[]; pass: PassCode | null }> {
	if (!text.startsWith(PASS_PREFIX)) return { faults: ['other'], pass: null }
	const message = openText(text.slice(PASS_PREFIX.length))
	const pass = message && fill(message.payload)
	if (!message || !pass) return { faults: ['unreadable'], pass: null }
	const faults: CodeFault[] = []
	const named = keys.filter((key) => key.kid === message.kid)
	const isOurs = await named.reduce(async (before, key) => (await before) || isSignedBy(message, key), Promise.resolve(false))
	if (!isOurs || message.alg !== -7) faults.push(named.length ? 'forged' : 'unknown')
	if (pass.until_at <= at) faults.push('expired')
	if (pass.from_at > at) faults.push('early')
	return { faults, pass }
}

export interface VoidList {
	/** The gate or region it is for. */
	about: string
	since: number
	cursor: number
	/** When it was signed, ms. */
	at: number
	numbers: number[]
}

/** A list of void passes that one of the keys signed; null for any other text. */
export async function checkList(text: string, keys: readonly Key[]): Promise<VoidList | null> {
	const message = text.startsWith(LIST_PREFIX) ? openText(text.slice(LIST_PREFIX.length), MOST_LIST, MOST_LIST) : null
	if (!message) return null
	for (const key of keys) {
		if (key.kid !== message.kid || !(await isSignedBy(message, key))) continue
		const list = readCbor(message.payload)
		if (!Array.isArray(list) || list.length < 4) return null
		const [about, since, cursor, seconds, ...numbers] = list
		if (typeof about !== 'string' || ![since, cursor, seconds, ...numbers].every((one) => typeof one === 'number')) return null
		return { about, since: since as number, cursor: cursor as number, at: (seconds as number) * 1000, numbers: numbers as number[] }
	}
	return null
}
