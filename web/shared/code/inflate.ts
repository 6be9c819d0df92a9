// zlib's stream (RFC 1950, 1951) taken apart by fflate: phones older than 2023 have no
// DecompressionStream.
// Rule: bounded, whole, and with the right sum, or nothing.  The package goes on for as long
// as bytes come and compares no sum, so the pieces, the end and the sum are watched here.
import { Inflate } from 'fflate'

/** What is beyond the bound is less than a piece may grow to: two megabytes. */
const PIECE = 2048
const HEAD = 2
const SUM = 4

/** What the blocks hold, or null when they are broken, cut or hold more than so many bytes. */
function open(blocks: Uint8Array, most: number): Uint8Array | null {
	const out: Uint8Array[] = []
	let n = 0
	const stream = new Inflate((part) => {
		out.push(part)
		n += part.length
	})
	try {
		for (let at = 0; at < blocks.length && n <= most; at += PIECE) stream.push(blocks.subarray(at, at + PIECE), at + PIECE >= blocks.length)
	} catch {
		return null
	}
	if (n > most) return null
	const whole = new Uint8Array(n)
	let to = 0
	for (const part of out) {
		whole.set(part, to)
		to += part.length
	}
	return whole
}

/** Whether blocks that are not packed say their length twice, the second time turned over
    (RFC 1951 §3.2.4): the package looks at the first only.  Behind a packed block a head stands
    at no byte, and what it holds has its sum. */
function areLengthsTrue(blocks: Uint8Array): boolean {
	for (let at = 0; at + 5 <= blocks.length && (blocks[at]! & 6) === 0; ) {
		const [head, low, high, notLow, notHigh] = blocks.subarray(at, at + 5)
		if ((low! ^ notLow!) !== 255 || (high! ^ notHigh!) !== 255) return false
		if (head! & 1) break
		at += 5 + low! + high! * 256
	}
	return true
}

/** Adler-32 (RFC 1950 §9). */
function sumOf(bytes: Uint8Array): number {
	let a = 1
	let b = 0
	for (const byte of bytes) {
		a = (a + byte) % 65521
		b = (b + a) % 65521
	}
	return ((b << 16) | a) >>> 0
}

/** What was packed, or null when it is no whole stream of at most so many bytes. */
export function inflate(bytes: Uint8Array, most: number): Uint8Array | null {
	const [method, flags] = bytes
	if (bytes.length < 8 || (method! & 15) !== 8 || method! >> 4 > 7 || (method! * 256 + flags!) % 31 || flags! & 32) return null
	const end = bytes.length - SUM
	const blocks = bytes.subarray(HEAD, end)
	const whole = areLengthsTrue(blocks) ? open(blocks, most) : null
	const sum = new DataView(bytes.buffer, bytes.byteOffset + end, SUM).getUint32(0)
	if (!whole || sum !== sumOf(whole)) return null
	// The blocks end at their last byte: without it they must be cut.
	return open(bytes.subarray(HEAD, end - 1), most) ? null : whole
}
