// CBOR (RFC 8949) as a tree, read with the bounds of the server (src/base/cbor.c), and the
// few heads that are written again to check a signature.
// Rule: what comes from a stranger's QR code is taken on no word of a length.

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
const BREAK = Symbol('break')

class Broken extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function half(bits: number): number {
	const exponent = (bits >> 10) & 31
	const fraction = bits & 1023
	const sign = bits & 0x8000 ? -1 : 1
	if (exponent === 0) return sign * fraction * 2 ** -24
	if (exponent === 31) return fraction ? NaN : sign * Infinity
	return sign * (fraction + 1024) * 2 ** (exponent - 25)
}

class Reading {
	at = 0
	private nItems = 0
	private readonly bytes: Uint8Array
	private readonly view: DataView
	constructor(bytes: Uint8Array) {
		this.bytes = bytes
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
	}

	private take(n: number): number {
		const { at } = this
		if (n > this.bytes.length - at) throw new Broken()
		this.at += n
		return at
	}

	/** The number in a head; -1: until the break. */
	private size(small: number): number {
		if (small < 24) return small
		if (small === 24) return this.bytes[this.take(1)]!
		if (small === 25) return this.view.getUint16(this.take(2))
		if (small === 26) return this.view.getUint32(this.take(4))
		if (small === 31) return -1
		if (small !== 27) throw new Broken()
		const at = this.take(8)
		const high = this.view.getUint32(at)
		// Beyond 63 bits nothing here has a meaning.
		if (high > 0x7fffffff) throw new Broken()
		return high * 2 ** 32 + this.view.getUint32(at + 4)
	}

	private simple(small: number): Cbor | typeof BREAK {
		if (small === 20 || small === 21) return small === 21
		if (small === 22 || small === 23) return null
		if (small === 25) return new Real(half(this.view.getUint16(this.take(2))))
		if (small === 26) return new Real(this.view.getFloat32(this.take(4)))
		if (small === 27) return new Real(this.view.getFloat64(this.take(8)))
		if (small === 31) return BREAK
		throw new Broken()
	}

	private members(n: number, depth: number): Cbor[] {
		if (depth >= DEEPEST || n > MOST_ITEMS) throw new Broken()
		const members: Cbor[] = []
		while (n < 0 || members.length < n) {
			const member = this.item(depth + 1)
			if (member !== BREAK) members.push(member)
			else if (n < 0) break
			else throw new Broken()
		}
		return members
	}

	private map(n: number, depth: number): Map<Cbor, Cbor> {
		const members = this.members(n < 0 ? n : n * 2, depth)
		if (members.length % 2) throw new Broken()
		const map = new Map<Cbor, Cbor>()
		// Of two with one key the first counts.
		for (let i = 0; i < members.length; i += 2) if (!map.has(members[i]!)) map.set(members[i]!, members[i + 1]!)
		return map
	}

	private string(n: number): Uint8Array {
		// Strings in pieces: nobody signs what is read in two ways.
		if (n < 0) throw new Broken()
		const at = this.take(n)
		return this.bytes.subarray(at, at + n)
	}

	private text(bytes: Uint8Array): string {
		if (bytes.includes(0)) throw new Broken()
		try {
			return utf8.decode(bytes)
		} catch {
			throw new Broken()
		}
	}

	item(depth: number): Cbor | typeof BREAK {
		const head = this.bytes[this.take(1)]!
		const small = head & 31
		const kind = head >> 5
		if (kind === 7) {
			const simple = this.simple(small)
			if (simple !== BREAK && ++this.nItems > MOST_ITEMS) throw new Broken()
			return simple
		}
		if (++this.nItems > MOST_ITEMS) throw new Broken()
		const n = this.size(small)
		if (kind === 2) return this.string(n)
		if (kind === 3) return this.text(this.string(n))
		if (kind === 4) return this.members(n, depth)
		if (kind === 5) return this.map(n, depth)
		if (n < 0) throw new Broken()
		if (kind === 6) return new Tag(n, this.members(1, depth)[0]!)
		return kind === 0 ? n : -1 - n
	}
}

/** The one item that the bytes are; undefined when they are something else or more. */
export function readCbor(bytes: Uint8Array): Cbor | undefined {
	const reading = new Reading(bytes)
	try {
		const item = reading.item(0)
		return item === BREAK || reading.at !== bytes.length ? undefined : item
	} catch (error) {
		if (error instanceof Broken) return undefined
		throw error
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

// ---- Out: the shortest head for each (§4.2.1).

function head(kind: number, n: number): number[] {
	if (n < 24) return [(kind << 5) | n]
	if (n < 256) return [(kind << 5) | 24, n]
	if (n < 65536) return [(kind << 5) | 25, n >> 8, n & 255]
	return [(kind << 5) | 26, n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
}
const textBytes = new TextEncoder()

/** Lists, texts, bytes and small numbers: what is signed. */
export function writeCbor(item: Cbor): Uint8Array {
	const parts: Uint8Array[] = []
	const put = (one: Cbor): void => {
		if (typeof one === 'number') parts.push(Uint8Array.from(one < 0 ? head(1, -1 - one) : head(0, one)))
		else if (typeof one === 'string') {
			const bytes = textBytes.encode(one)
			parts.push(Uint8Array.from(head(3, bytes.length)), bytes)
		} else if (one instanceof Uint8Array) parts.push(Uint8Array.from(head(2, one.length)), one)
		else if (Array.isArray(one)) {
			parts.push(Uint8Array.from(head(4, one.length)))
			one.forEach(put)
		} else throw new TypeError('not written here')
	}
	put(item)
	const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
	let at = 0
	for (const part of parts) {
		out.set(part, at)
		at += part.length
	}
	return out
}
