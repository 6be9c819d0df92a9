// CBOR (RFC 8949) as a tree, with the bounds of the server (src/base/cbor.c), and what is
// written again to check a signature.  cborg reads and writes the items; the tree is ours as it
// is there: the package's own has no bound on depth or items.
// Rule: what comes from a stranger's QR code is taken on no word of a length.
import { encode, Tokenizer, Type, type Token } from 'cborg'

export class Real {
	readonly value: number
	constructor(value: number) {
		this.value = value
	}
}
export class Tag {
	readonly number: number
	readonly item: Cbor
	constructor(number: number, item: Cbor) {
		this.number = number
		this.item = item
	}
}
/** A whole number is a number, any other is Real: the schema asks which. */
export type Cbor = number | Real | Tag | string | boolean | null | Uint8Array | Cbor[] | Map<Cbor, Cbor>

const DEEPEST = 16
const MOST_ITEMS = 20_000
/** Beyond 63 bits nothing here has a meaning. */
const MOST_NUMBER = 2 ** 63
const BREAK = Symbol('break')

class Broken extends Error {}

/** Equal for equal keys: bytes and fractions are objects, each one of its own. */
function sameness(key: Cbor): unknown {
	if (key instanceof Uint8Array) return `b${key.join()}`
	if (key instanceof Real) return `r${key.value}`
	return typeof key === 'string' ? `t${key}` : key
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Reading {
	private nItems = 0
	private readonly bytes: Uint8Array
	private readonly tokens: Tokenizer
	constructor(bytes: Uint8Array) {
		this.bytes = bytes
		this.tokens = new Tokenizer(bytes, { allowBigInt: true, coerceUndefinedToNull: true, retainStringBytes: true })
	}

	private members(n: number, depth: number): Cbor[] {
		if (depth >= DEEPEST || (n > MOST_ITEMS && n !== Infinity)) throw new Broken()
		const members: Cbor[] = []
		while (members.length < n) {
			const member = this.item(depth + 1)
			if (member !== BREAK) members.push(member)
			else if (n === Infinity) break
			else throw new Broken()
		}
		return members
	}

	private map(n: number, depth: number): Map<Cbor, Cbor> {
		const members = this.members(n * 2, depth)
		if (members.length % 2) throw new Broken()
		const map = new Map<Cbor, Cbor>()
		for (let i = 0; i < members.length; i += 2) map.set(members[i]!, members[i + 1]!)
		// Two with one key are no valid map (RFC 8949 §5.6), and malformed in a header (RFC 9052 §3).
		if (new Set([...map.keys()].map(sameness)).size < members.length / 2) throw new Broken()
		return map
	}

	/** The package puts marks in the place of letters that are none, and drops a byte order mark. */
	private text(token: Token): string {
		const bytes = token.byteValue ?? new Uint8Array(0)
		if (bytes.includes(0)) throw new Broken()
		return utf8.decode(bytes)
	}

	private tag(number: number, depth: number): Tag {
		if (number >= MOST_NUMBER) throw new Broken()
		return new Tag(number, this.members(1, depth)[0]!)
	}

	private number(value: number | bigint): number {
		if (value >= MOST_NUMBER || value < -MOST_NUMBER) throw new Broken()
		return Number(value)
	}

	private item(depth: number): Cbor | typeof BREAK {
		if (this.tokens.done()) throw new Broken()
		const token = this.tokens.next()
		if (token.type === Type.break) return BREAK
		if (++this.nItems > MOST_ITEMS) throw new Broken()
		switch (token.type) {
			case Type.uint:
			case Type.negint:
				return this.number(token.value as number | bigint)
			case Type.float:
				return new Real(token.value as number)
			case Type.string:
				return this.text(token)
			case Type.array:
				return this.members(token.value as number, depth)
			case Type.map:
				return this.map(token.value as number, depth)
			case Type.tag:
				return this.tag(Number(token.value), depth)
			default:
				return token.value as Uint8Array | boolean | null
		}
	}

	/** The one item that the bytes are. */
	whole(): Cbor {
		const item = this.item(0)
		if (item === BREAK || this.tokens.pos() !== this.bytes.length) throw new Broken()
		return item
	}
}

/** The one item that the bytes are; undefined when they are something else or more. */
export function readCbor(bytes: Uint8Array): Cbor | undefined {
	try {
		return new Reading(bytes).whole()
	} catch {
		// The package has no kind of error of its own.
		return undefined
	}
}

/** Under a key of a map; undefined when absent or no map. */
export function under(map: Cbor | undefined, key: number | string): Cbor | undefined {
	return map instanceof Map ? map.get(key) : undefined
}

/** Text of a member, a day may be tagged as one (RFC 8949 §3.4.1); null when absent or no text. */
export function textUnder(map: Cbor | undefined, key: string): string | null {
	let found = under(map, key)
	while (found instanceof Tag) found = found.item
	return typeof found === 'string' ? found : null
}

/** Lists, texts, bytes and small numbers: what is signed, with the shortest heads (§4.2.1). */
export function writeCbor(item: number | string | Uint8Array | (number | string | Uint8Array)[]): Uint8Array {
	return encode(item)
}
