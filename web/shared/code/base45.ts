// Base45 (RFC 9285): how bytes travel in a QR code's cheap letters.
// Rule: what the standard does not write is not read.
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const VALUES = new Int8Array(128).fill(-1)
for (let i = 0; i < LETTERS.length; i++) VALUES[LETTERS.charCodeAt(i)] = i

function valueOf(text: string, at: number): number {
	const code = text.charCodeAt(at)
	return code < 128 ? VALUES[code]! : -1
}

/** The bytes, or null when the text is no base45. */
export function readBase45(text: string): Uint8Array | null {
	const n = text.length
	if (n % 3 === 1) return null
	const bytes = new Uint8Array(Math.floor(n / 3) * 2 + (n % 3 ? 1 : 0))
	let to = 0
	for (let i = 0; i < n; i += 3) {
		const isPair = n - i < 3
		const a = valueOf(text, i)
		const b = valueOf(text, i + 1)
		const c = isPair ? 0 : valueOf(text, i + 2)
		if (a < 0 || b < 0 || c < 0) return null
		const value = a + 45 * b + 2025 * c
		if (value >= (isPair ? 256 : 65536)) return null
		if (!isPair) bytes[to++] = value >> 8
		bytes[to++] = value & 255
	}
	return bytes
}

export function writeBase45(bytes: Uint8Array): string {
	let text = ''
	for (let i = 0; i + 1 < bytes.length; i += 2) {
		const n = bytes[i]! * 256 + bytes[i + 1]!
		text += LETTERS[n % 45]! + LETTERS[Math.floor(n / 45) % 45]! + LETTERS[Math.floor(n / 2025)]!
	}
	if (bytes.length % 2) text += LETTERS[bytes[bytes.length - 1]! % 45]! + LETTERS[Math.floor(bytes[bytes.length - 1]! / 45)]!
	return text
}
