// The key of the phone's store: random, wrapped by a key that only the PIN gives,
// in memory only while the app is open.
// Rule: a wrong PIN is counted on the disk before it is tried; the tenth wipes.

/** What stands in clear on the disk: useless without the PIN. */
export interface Lock {
	salt: Uint8Array
	rounds: number
	/** IV and the data key under the PIN's key. */
	wrapped: Uint8Array
	n_wrong: number
	/** This phone's clock; a clock set back does not shorten the wait. */
	wait_from: number
	wait_until: number
}

export const TRIES = 10
/** Seconds to wait after the nth wrong PIN. */
const WAITS = [0, 0, 0, 30, 60, 300, 900, 1800, 3600]
export const LEAST_ROUNDS = 300_000
const MOST_ROUNDS = 2_000_000
/** What opening the app may cost on this phone, ms. */
const PATIENCE = 600
const IV = 12

type Bytes = Uint8Array<ArrayBuffer>
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text) as Bytes

async function pinKey(pin: string, salt: Uint8Array, rounds: number): Promise<CryptoKey> {
	const material = await crypto.subtle.importKey('raw', bytesOf(pin), 'PBKDF2', false, ['deriveKey'])
	return crypto.subtle.deriveKey(
		{ name: 'PBKDF2', hash: 'SHA-256', salt: salt as Bytes, iterations: rounds },
		material,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt'],
	)
}

async function encrypt(key: CryptoKey, clear: Uint8Array, place: string): Promise<Bytes> {
	const iv = crypto.getRandomValues(new Uint8Array(IV))
	const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytesOf(place) }, key, clear as Bytes)
	const out = new Uint8Array(IV + sealed.byteLength)
	out.set(iv)
	out.set(new Uint8Array(sealed), IV)
	return out
}

async function decrypt(key: CryptoKey, sealed: Uint8Array, place: string): Promise<Bytes> {
	const iv = sealed.slice(0, IV) as Bytes
	const clear = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytesOf(place) }, key, sealed.slice(IV) as Bytes)
	return new Uint8Array(clear)
}

/** As many rounds as this phone does in its patience, never fewer than 300,000. */
export async function chooseRounds(elapsed: () => number = () => performance.now()): Promise<number> {
	const PROBE = 50_000
	const from = elapsed()
	await pinKey('000000', new Uint8Array(16), PROBE)
	const took = Math.max(elapsed() - from, 0.1)
	return Math.round(Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, (PROBE * PATIENCE) / took)))
}

async function wrap(raw: Uint8Array, pin: string, rounds: number): Promise<Lock> {
	const salt = crypto.getRandomValues(new Uint8Array(16))
	const wrapped = await encrypt(await pinKey(pin, salt, rounds), raw, 'key')
	return { salt, rounds, wrapped, n_wrong: 0, wait_from: 0, wait_until: 0 }
}

async function vaultOf(raw: Uint8Array): Promise<Vault> {
	return new Vault(await crypto.subtle.importKey('raw', raw as Bytes, 'AES-GCM', false, ['encrypt', 'decrypt']))
}

/** A new data key under a new PIN. */
export async function makeLock(pin: string, rounds: number): Promise<{ lock: Lock; vault: Vault }> {
	const raw = crypto.getRandomValues(new Uint8Array(32))
	const made = { lock: await wrap(raw, pin, rounds), vault: await vaultOf(raw) }
	raw.fill(0)
	return made
}

/** The vault when the PIN is right, else null. */
export async function openLock(lock: Lock, pin: string): Promise<Vault | null> {
	const raw = await unwrap(lock, pin)
	if (!raw) return null
	const vault = await vaultOf(raw)
	raw.fill(0)
	return vault
}

async function unwrap(lock: Lock, pin: string): Promise<Uint8Array | null> {
	try {
		return await decrypt(await pinKey(pin, lock.salt, lock.rounds), lock.wrapped, 'key')
	} catch {
		return null
	}
}

/** The same data key under another PIN; null when the old one is wrong. */
export async function changeLock(lock: Lock, old: string, pin: string): Promise<Lock | null> {
	const raw = await unwrap(lock, old)
	return raw ? wrap(raw, pin, lock.rounds) : null
}

/** The lock as it must stand on the disk before a PIN is tried. */
export function countTry(lock: Lock, now: number): Lock {
	const n_wrong = lock.n_wrong + 1
	const seconds = WAITS[Math.min(n_wrong, WAITS.length) - 1]!
	return { ...lock, n_wrong, wait_from: now, wait_until: now + seconds * 1000 }
}

/** Until when no PIN is looked at; 0 when one may be. */
export function waitUntil(lock: Lock, now: number): number {
	// Set back before the wait began: the whole wait starts from here.
	if (now < lock.wait_from) return now + (lock.wait_until - lock.wait_from)
	return now < lock.wait_until ? lock.wait_until : 0
}

/** Seals and opens what lies on the disk; each thing only at its own place. */
export class Vault {
	private readonly key: CryptoKey
	constructor(key: CryptoKey) {
		this.key = key
	}

	seal(place: string, thing: unknown): Promise<Uint8Array> {
		return encrypt(this.key, bytesOf(JSON.stringify(thing)), place)
	}

	async open<T>(place: string, sealed: unknown): Promise<T> {
		return JSON.parse(new TextDecoder().decode(await decrypt(this.key, sealed as Uint8Array, place))) as T
	}
}
