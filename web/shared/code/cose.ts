// Signed messages: COSE_Sign1 (RFC 9052) with ES256 or PS256, verified by the browser.
// Rule: a message says who signed it in its protected header; the unprotected one counts
// only when that says nothing.
import { readBase45 } from './base45'
import { readCbor, Tag, under, writeCbor, type Cbor } from './cbor'
import { inflate } from './inflate'

const ES256 = -7
const PS256 = -37
const ALG = 1
const KID = 4
const TAG_SIGN1 = 18
const TAG_CWT = 61
/** A QR code of version 40 holds 4,296 characters; a list of void passes is no QR code. */
const MOST_TEXT = 8000
const MOST_INFLATED = 65_536
const ZLIB_BEGINS = 0x78

export interface Cose {
	alg: number
	/** Hex; "" when the message names no key. */
	kid: string
	payload: Uint8Array
	signature: Uint8Array
	/** As signed. */
	head: Uint8Array
}

export function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function untag(item: Cbor | undefined): Cbor | undefined {
	let bare = item
	while (bare instanceof Tag && (bare.number === TAG_SIGN1 || bare.number === TAG_CWT)) bare = bare.item
	return bare
}

/** Take a message apart; null when it is no COSE_Sign1. */
export function readCose(bytes: Uint8Array): Cose | null {
	const list = untag(readCbor(bytes))
	if (!Array.isArray(list) || list.length !== 4) return null
	const [head, loose, payload, signature] = list
	if (!(head instanceof Uint8Array) || !(loose instanceof Map) || !(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return null
	const header = head.length ? readCbor(head) : undefined
	if (head.length && !(header instanceof Map)) return null
	const alg = under(header, ALG) ?? under(loose, ALG)
	const kid = under(header, KID) ?? under(loose, KID)
	return { alg: typeof alg === 'number' ? alg : 0, kid: kid instanceof Uint8Array ? hex(kid) : '', payload, signature, head }
}

/** The text behind its prefix: base45 of zlib of a message; null when something on the way is broken. */
export function openText(text: string, most = MOST_TEXT, mostBytes = MOST_INFLATED): Cose | null {
	const bytes = text.length > most ? null : readBase45(text)
	if (!bytes?.length) return null
	// Early issuers left the compression out.
	const plain = bytes[0] === ZLIB_BEGINS ? inflate(bytes, mostBytes) : bytes
	return plain && readCose(plain)
}

/** A public key, ready to verify. */
export interface Key {
	/** Hex of the eight bytes that codes name it by. */
	kid: string
	kind: 'EC' | 'RSA'
	key: CryptoKey
	/** Extended key usages as dotted numbers. */
	usages: string[]
}

function derOf(pem: string): Uint8Array<ArrayBuffer> {
	const base64 = pem.replace(/-----[^-]*-----/g, '').replace(/\s+/g, '')
	return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

/** From the PEM of a public key (SPKI): P-256 or RSA; null for any other. */
export async function importKey(kid: string, pem: string, usages: string[] = []): Promise<Key | null> {
	let der: Uint8Array<ArrayBuffer>
	try {
		der = derOf(pem)
	} catch {
		return null
	}
	const { subtle } = globalThis.crypto
	try {
		return { kid, kind: 'EC', key: await subtle.importKey('spki', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']), usages }
	} catch {
		// Not an elliptic one.
	}
	try {
		return { kid, kind: 'RSA', key: await subtle.importKey('spki', der, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']), usages }
	} catch {
		return null
	}
}

/** Whether the signature is this key's. */
export async function isSignedBy(message: Cose, key: Key): Promise<boolean> {
	const isEc = message.alg === ES256 && key.kind === 'EC' && message.signature.length === 64
	if (!isEc && !(message.alg === PS256 && key.kind === 'RSA')) return false
	const how = isEc ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'RSA-PSS', saltLength: 32 }
	// Sig_structure of RFC 9052 §4.4.
	const text = writeCbor(['Signature1', message.head, new Uint8Array(0), message.payload])
	try {
		return await globalThis.crypto.subtle.verify(how, key.key, message.signature.slice(), text.slice())
	} catch {
		return false
	}
}
