// zlib's stream (RFC 1950, 1951) taken apart on the spot: phones older than 2023 have no
// DecompressionStream, and a code of 200 bytes is not worth a stream.
// Rule: bounded, whole, and with the right sum, or nothing.

/** Lengths and distances of RFC 1951 §3.2.5: base and extra bits. */
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577]
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const LONGEST = 15

class Broken extends Error {}

/** Codes of one alphabet: how many of each length, and the letters in their order. */
interface Code {
	counts: Uint16Array
	letters: Uint16Array
}

function codeOf(lengths: Uint8Array, mayLack: boolean): Code {
	const counts = new Uint16Array(LONGEST + 1)
	for (const length of lengths) counts[length]!++
	let left = 1
	for (let length = 1; length <= LONGEST; length++) {
		left = left * 2 - counts[length]!
		if (left < 0) throw new Broken()
	}
	const n = lengths.length - counts[0]!
	// One code of one bit is a whole alphabet of a writer that needs no other; so is none.
	if (left > 0 && !(mayLack && n <= 1 && counts[1] === n)) throw new Broken()
	counts[0] = 0
	const offsets = new Uint16Array(LONGEST + 2)
	for (let length = 1; length <= LONGEST; length++) offsets[length + 1] = offsets[length]! + counts[length]!
	const letters = new Uint16Array(lengths.length)
	lengths.forEach((length, letter) => {
		if (length) letters[offsets[length]!++] = letter
	})
	return { counts, letters }
}

function fixed(): { literals: Code; distances: Code } {
	const lengths = new Uint8Array(288)
	lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288)
	return { literals: codeOf(lengths, false), distances: codeOf(new Uint8Array(32).fill(5), false) }
}

class Inflating {
	private at = 2
	private hold = 0
	private nHeld = 0
	private to = 0
	private out = new Uint8Array(1024)
	private readonly from: Uint8Array
	private readonly most: number
	constructor(from: Uint8Array, most: number) {
		this.from = from
		this.most = most
	}

	private bits(n: number): number {
		while (this.nHeld < n) {
			if (this.at >= this.from.length) throw new Broken()
			this.hold |= this.from[this.at++]! << this.nHeld
			this.nHeld += 8
		}
		const value = this.hold & ((1 << n) - 1)
		this.hold >>>= n
		this.nHeld -= n
		return value
	}

	private letter({ counts, letters }: Code): number {
		let code = 0
		let first = 0
		let index = 0
		for (let length = 1; length <= LONGEST; length++) {
			code |= this.bits(1)
			const count = counts[length]!
			if (code - count < first) return letters[index + code - first]!
			index += count
			first = (first + count) << 1
			code <<= 1
		}
		throw new Broken()
	}

	private put(byte: number): void {
		if (this.to >= this.most) throw new Broken()
		if (this.to === this.out.length) {
			const larger = new Uint8Array(Math.min(this.most, this.out.length * 4))
			larger.set(this.out)
			this.out = larger
		}
		this.out[this.to++] = byte
	}

	private stored(): void {
		this.hold = this.nHeld = 0
		const { from, at } = this
		if (at + 4 > from.length) throw new Broken()
		const n = from[at]! | (from[at + 1]! << 8)
		if ((n ^ (from[at + 2]! | (from[at + 3]! << 8))) !== 0xffff || at + 4 + n > from.length) throw new Broken()
		for (let i = 0; i < n; i++) this.put(from[at + 4 + i]!)
		this.at = at + 4 + n
	}

	private own(): { literals: Code; distances: Code } {
		const nLiterals = this.bits(5) + 257
		const nDistances = this.bits(5) + 1
		const nLengths = this.bits(4) + 4
		if (nLiterals > 286 || nDistances > 30) throw new Broken()
		const short = new Uint8Array(19)
		for (let i = 0; i < nLengths; i++) short[ORDER[i]!] = this.bits(3)
		const code = codeOf(short, false)
		const lengths = new Uint8Array(nLiterals + nDistances)
		for (let i = 0; i < lengths.length; ) {
			const letter = this.letter(code)
			if (letter < 16) {
				lengths[i++] = letter
				continue
			}
			if (letter === 16 && i === 0) throw new Broken()
			const value = letter === 16 ? lengths[i - 1]! : 0
			const n = letter === 16 ? 3 + this.bits(2) : letter === 17 ? 3 + this.bits(3) : 11 + this.bits(7)
			if (i + n > lengths.length) throw new Broken()
			lengths.fill(value, i, i + n)
			i += n
		}
		if (lengths[256] === 0) throw new Broken()
		return { literals: codeOf(lengths.subarray(0, nLiterals), true), distances: codeOf(lengths.subarray(nLiterals), true) }
	}

	private block({ literals, distances }: { literals: Code; distances: Code }): void {
		for (;;) {
			const letter = this.letter(literals)
			if (letter < 256) {
				this.put(letter)
				continue
			}
			if (letter === 256) return
			if (letter > 285) throw new Broken()
			const length = LENGTHS[letter - 257]! + this.bits(LENGTH_BITS[letter - 257]!)
			const which = this.letter(distances)
			if (which > 29) throw new Broken()
			const distance = DISTANCES[which]! + this.bits(DISTANCE_BITS[which]!)
			if (distance > this.to) throw new Broken()
			for (let i = 0; i < length; i++) this.put(this.out[this.to - distance]!)
		}
	}

	private sum(): number {
		let a = 1
		let b = 0
		for (let i = 0; i < this.to; i++) {
			a = (a + this.out[i]!) % 65521
			b = (b + a) % 65521
		}
		return ((b << 16) | a) >>> 0
	}

	run(): Uint8Array {
		for (let isLast = 0; !isLast; ) {
			isLast = this.bits(1)
			const kind = this.bits(2)
			if (kind === 3) throw new Broken()
			if (kind === 0) this.stored()
			else this.block(kind === 1 ? fixed() : this.own())
		}
		// Bytes beyond the last bit were not touched: no more than one is held at a time.
		const { from, at } = this
		if (at + 4 !== from.length) throw new Broken()
		const sum = ((from[at]! << 24) | (from[at + 1]! << 16) | (from[at + 2]! << 8) | from[at + 3]!) >>> 0
		if (sum !== this.sum()) throw new Broken()
		return this.out.slice(0, this.to)
	}
}

/** What was packed, or null when it is no whole stream of at most so many bytes. */
export function inflate(bytes: Uint8Array, most: number): Uint8Array | null {
	const [method, flags] = bytes
	if (bytes.length < 8 || (method! & 15) !== 8 || method! >> 4 > 7 || (method! * 256 + flags!) % 31 || flags! & 32) return null
	try {
		return new Inflating(bytes, most).run()
	} catch (error) {
		if (error instanceof Broken) return null
		throw error
	}
}
