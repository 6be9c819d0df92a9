// @vitest-environment node
// The browser's decoder against the standards' own examples, against what the server
// signed (vectors.json), and against the EU's test certificates.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateRawSync, deflateSync, inflateSync } from 'node:zlib'
import { Inflate } from 'fflate'
import { describe, expect, it, vi } from 'vitest'
import { readBase45, writeBase45 } from './base45'
import { readCbor, Real, Tag, under, writeCbor } from './cbor'
import { importKey, isSignedBy, openText, type Key } from './cose'
import { checkCertificate, type CertificateFault } from './healthCertificate'
import { inflate } from './inflate'
import { checkList, checkPass, keyOf } from './passCode'
import vectors from './vectors.json'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const from = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
/** The same numbers every time. */
function chance(seed: number): () => number {
	let state = seed
	return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

describe('base45', () => {
	it('is the standard’s (RFC 9285 §4.3 and §4.4)', () => {
		for (const [plain, text] of [['AB', 'BB8'], ['Hello!!', '%69 VD92EX0'], ['base-45', 'UJCLQE7W581'], ['ietf!', 'QED8WEX0']] as const) {
			expect(writeBase45(bytes(plain))).toBe(text)
			expect(readBase45(text)).toEqual(bytes(plain))
		}
		for (const wrong of ['GGW', 'A', ':::', 'ab0', 'BB8A', '::', 'é00']) expect(readBase45(wrong)).toBeNull()
		expect(readBase45('')).toEqual(new Uint8Array(0))
	})
})

describe('inflate', () => {
	const random = chance(7)
	const texts = [
		'', 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '天津市北辰区'.repeat(200),
		Array.from({ length: 5000 }, () => String.fromCharCode(32 + random() * 90)).join(''),
		Array.from({ length: 20_000 }, () => 'abcdefgh'[Math.floor(random() * random() * 8)]).join(''),
	]
	it('gives back what zlib packed, at every level', () => {
		for (const text of texts)
			for (const level of [0, 1, 6, 9]) {
				const packed = deflateSync(bytes(text), { level })
				// Below eight bytes there is no stream.
				if (text) expect(inflate(packed, 65_536)).toEqual(bytes(text))
			}
		const fixed = deflateSync(bytes(texts[5]!), { strategy: 4 })
		expect(inflate(fixed, 65_536)).toEqual(bytes(texts[5]!))
	})
	it('takes nothing that is cut, longer than said, too large or changed', () => {
		const packed = deflateSync(bytes(texts[4]!))
		expect(inflate(packed, 4999)).toBeNull()
		expect(inflate(packed.subarray(0, packed.length - 1), 65_536)).toBeNull()
		expect(inflate(Buffer.concat([packed, Buffer.from([0])]), 65_536)).toBeNull()
		expect(inflate(deflateRawSync(bytes('hello hello')), 65_536)).toBeNull()
		let n = 0
		for (let i = 0; i < 3000; i++) {
			const broken = Uint8Array.from(packed)
			broken[Math.floor(random() * broken.length)]! ^= 1 << Math.floor(random() * 8)
			const out = inflate(broken, 65_536)
			// The first two bytes have bits that change nothing.
			if (out) expect(out).toEqual(bytes(texts[4]!))
			else n++
		}
		expect(n).toBeGreaterThan(2900)
	})
	it('takes the heads zlib takes, and no other', () => {
		const packed = deflateSync(bytes('hello hello hello'))
		const takes = (stream: Uint8Array): boolean => {
			try {
				return inflateSync(stream).length > 0
			} catch {
				return false
			}
		}
		const seen = { both: 0, none: 0 }
		for (let method = 0; method < 256; method++) {
			// The right sum, one beside it, and the mark of a dictionary.
			const right = 31 - ((method * 256) % 31)
			for (const flags of [right % 31, right + 31, (right + 1) % 31, right + 62]) {
				const stream = Uint8Array.from([method, flags, ...packed.subarray(2)])
				expect(inflate(stream, 100) !== null, `${method} ${flags}`).toBe(takes(stream))
				seen[takes(stream) ? 'both' : 'none']++
			}
		}
		expect(seen.both).toBeGreaterThan(7)
		// A block that is not packed says its length twice: each bit of both.
		const plain = deflateSync(bytes('hello hello hello'), { level: 0 })
		expect(inflate(plain, 100)).toEqual(bytes('hello hello hello'))
		for (let bit = 24; bit < 56; bit++) {
			const stream = Uint8Array.from(plain)
			stream[bit >> 3]! ^= 1 << (bit & 7)
			expect(takes(stream)).toBe(false)
			expect(inflate(stream, 100), `bit ${bit}`).toBeNull()
		}
		const twoBlocks = deflateSync(Buffer.alloc(100_000, 7), { level: 0 })
		expect(inflate(twoBlocks, 200_000)?.length).toBe(100_000)
	})
	it('stops soon after the bound, and takes no bytes between the last block and the sum', () => {
		const pushed = vi.spyOn(Inflate.prototype, 'push')
		// Thirty pieces of two megabytes each: the first is too much.
		expect(inflate(deflateSync(Buffer.alloc(64 * 1024 * 1024)), 65_536)).toBeNull()
		expect(pushed).toHaveBeenCalledTimes(1)
		pushed.mockRestore()
		for (const text of texts) {
			const packed = deflateSync(bytes(text))
			expect(inflate(Buffer.concat([packed.subarray(0, -4), Buffer.from([0]), packed.subarray(-4)]), 65_536)).toBeNull()
		}
		expect(inflate(deflateSync(bytes(texts[4]!)), 5000)).toEqual(bytes(texts[4]!))
	})
	it('ends on any bytes', () => {
		for (let i = 0; i < 3000; i++) {
			const junk = Uint8Array.from({ length: 60 }, () => Math.floor(random() * 256))
			junk.set([0x78, 0x9c])
			inflate(junk, 65_536)
		}
	})
})

describe('cbor', () => {
	it('is RFC 8949 appendix A', () => {
		expect(readCbor(from('1864'))).toBe(100)
		expect(readCbor(from('3903e7'))).toBe(-1000)
		expect(readCbor(from('3b7fffffffffffffff'))).toBe(-(2 ** 63))
		expect(readCbor(from('1bffffffffffffffff'))).toBeUndefined()
		expect((readCbor(from('f93e00')) as Real).value).toBe(1.5)
		expect((readCbor(from('fb3ff199999999999a')) as Real).value).toBe(1.1)
		const map = readCbor(from('a26161016162820203'))
		expect(under(map, 'a')).toBe(1)
		expect(under(map, 'b')).toEqual([2, 3])
		expect(under(map, 'c')).toBeUndefined()
		expect((readCbor(from('bf616101ff')) as Map<unknown, unknown>).size).toBe(1)
		expect(readCbor(from('9f9fff01ff'))).toEqual([[], 1])
		expect((readCbor(from('c11a514b67b0')) as Tag).item).toBe(1363896240)
		expect(readCbor(from('80'))).toEqual([])
	})
	it('refuses what is cut, more, odd, deep, in pieces, or larger than its bytes', () => {
		const deep = (n: number): string => '81'.repeat(n) + '01'
		for (const wrong of ['8201', '0101', 'ff', 'bf01ff', '81ff', 'c1ff', '61ff', '5f4101ff', '', '9b00000000ffffffff', '5b7fffffffffffffff', '6100', deep(17)])
			expect(readCbor(from(wrong)), wrong).toBeUndefined()
		expect(readCbor(from(deep(16)))).toBeDefined()
	})
	it('refuses letters that are none, breaks in the place of a value, and more items than the server reads', () => {
		for (const wrong of ['62c328', '61ff', '78206162', 'a101ff', 'bf01ffff', 'd2ff', 'dbffffffffffffffff01', 'f8ff', 'e0', '1bffffffffffffffff', '3bffffffffffffffff'])
			expect(readCbor(from(wrong)), wrong).toBeUndefined()
		// A byte order mark is a letter like any other.
		expect(readCbor(from('64efbbbf61'))).toBe('\ufeffa')
		const list = (n: number): Uint8Array => Uint8Array.from([0x9f, ...new Uint8Array(n), 0xff])
		expect(readCbor(list(19_999))).toBeDefined()
		expect(readCbor(list(20_000))).toBeUndefined()
	})
	it('refuses two with one key, at any depth and of any length; 1, 1.0 and "1" are three', () => {
		for (const wrong of ['a201010102', 'a2616101616102', 'bf01010102ff', '81a201020102', 'a103a2616101616102', 'a2f601f602', 'a2f501f502', 'a21801010102', 'a2410101410102', 'a2f93e0001f93e0002'])
			expect(readCbor(from(wrong)), wrong).toBeUndefined()
		expect((readCbor(from('a30101613102f93c0003')) as Map<unknown, unknown>).size).toBe(3)
	})
	it('takes any tag, and undefined for null', () => {
		expect(readCbor(from('d2d83d01'))).toEqual(new Tag(18, new Tag(61, 1)))
		expect((readCbor(from('d9d9f701')) as Tag).number).toBe(55_799)
		expect(readCbor(from('f7'))).toBeNull()
		expect(readCbor(from('1b0020000000000001'))).toBe(2 ** 53)
	})
	it('writes the shortest heads', () => {
		expect(writeCbor(['Signature1', new Uint8Array(300), 1000, -7])).toEqual(
			Uint8Array.from([0x84, 0x6a, ...bytes('Signature1'), 0x59, 1, 44, ...new Uint8Array(300), 0x19, 3, 232, 0x26]),
		)
	})
})

const keysOf = async (rows: { kid: string; pem: string }[]): Promise<Key[]> =>
	(await Promise.all(rows.map((row) => importKey(row.kid, row.pem)))).filter((key) => key !== null)

describe('passes the server signed', () => {
	it('are read as written, in their time', async () => {
		const keys = await keysOf(vectors.keys)
		expect(keys.length).toBe(vectors.keys.length)
		for (const one of vectors.passes) {
			const { faults, pass } = await checkPass(one.code, one.from_at, keys)
			expect(faults).toEqual([])
			expect(pass).toMatchObject({ kind: one.kind, number: one.number, door: one.door, region: one.region, quota: one.quota, days: one.days })
			expect(pass!.until_at).toBe(one.until_at)
			expect((await checkPass(one.code, one.until_at, keys)).faults).toEqual(['expired'])
			expect((await checkPass(one.code, one.from_at - 1000, keys)).faults).toEqual(['early'])
			expect((await checkPass(one.code, one.from_at, [])).faults).toEqual(['unknown'])
		}
	})
	it('are opened by no other key, and are no other code', async () => {
		const stranger = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as CryptoKeyPair
		const [one] = vectors.passes
		const named: Key = { kid: vectors.keys[0]!.kid, kind: 'EC', key: stranger.publicKey, usages: [] }
		expect((await checkPass(one!.code, one!.from_at, [named])).faults).toEqual(['forged'])
		expect((await checkPass('HC1:ABC', 0, [])).faults).toEqual(['other'])
		expect((await checkPass('LF1:ABC', 0, [])).faults).toEqual(['unreadable'])
		expect((await checkPass('LF1:', 0, [])).faults).toEqual(['unreadable'])
	})
	it('are good in no other letters', async () => {
		const keys = await keysOf(vectors.keys)
		const random = chance(2020)
		const [one] = vectors.passes
		let n = 0
		for (let i = 0; i < 3000; i++) {
			const letters = [...one!.code]
			letters[4 + Math.floor(random() * (letters.length - 4))] = ALPHABET[Math.floor(random() * 45)]!
			const text = letters.join('')
			const { faults, pass } = await checkPass(text, one!.from_at, keys)
			if (text !== one!.code && !faults.length) expect(pass!.number).toBe(one!.number)
			else n++
		}
		expect(n).toBeGreaterThan(2900)
	})
	it('name their place by its key', () => {
		expect(keyOf('120113003012')).toBe('120113003012')
		expect(keyOf('120113000000')).toBe('120113')
	})
})

describe('the list of void passes', () => {
	it('is believed when one of the keys signed it', async () => {
		const keys = await keysOf(vectors.keys)
		const list = await checkList(vectors.list.signed_text, keys)
		expect(list).toMatchObject({ about: vectors.list.gate, since: 0, cursor: vectors.list.cursor, numbers: vectors.list.revoked })
		expect(await checkList(vectors.list.signed_text, [])).toBeNull()
		expect(await checkList(vectors.passes[0]!.code, keys)).toBeNull()
		expect(await checkList('LF1R:', keys)).toBeNull()
	})
})

// ---- The EU's own test certificates (Apache-2.0; test/data/README.md).

const FILE = new URL('../../../test/data/dgc-dev.jsonl', import.meta.url)
interface Vector {
	id: string
	prefix: string
	clock: string | null
	certificate: string | null
	expected: Record<string, boolean>
}
const certificates: Vector[] = readFileSync(FILE, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Vector)
const FLAGS: [string, CertificateFault[]][] = [
	['EXPECTEDUNPREFIX', ['other']],
	['EXPECTEDB45DECODE', ['other', 'unreadable']],
	['EXPECTEDCOMPRESSION', ['other', 'unreadable']],
	['EXPECTEDDECODE', ['other', 'unreadable']],
	['EXPECTEDVERIFY', ['other', 'unreadable', 'unknown', 'forged']],
	['EXPECTEDKEYUSAGE', ['misused']],
	['EXPECTEDEXPIRATIONCHECK', ['expired', 'early']],
	['EXPECTEDSCHEMAVALIDATION', ['malformed']],
]
/** The sources write instants in their own ways: +0200, or no offset for UTC. */
function instant(text: string | null): number {
	if (!text) return Date.now()
	const offset = /([+-]\d\d):?(\d\d)$/.exec(text)
	return Date.parse(offset ? text.replace(offset[0], `${offset[1]}:${offset[2]}`) : text.endsWith('Z') ? text : `${text}Z`)
}
async function signersOf(rows: Vector[]): Promise<Key[]> {
	const signers = new Map<string, Key>()
	for (const { certificate } of rows) {
		if (!certificate) continue
		let parsed: X509Certificate
		try {
			parsed = new X509Certificate(Buffer.from(certificate, 'base64'))
		} catch {
			continue
		}
		const kid = parsed.fingerprint256.replace(/:/g, '').slice(0, 16).toLowerCase()
		const pem = parsed.publicKey.export({ type: 'spki', format: 'pem' }) as string
		const key = await importKey(kid, pem, parsed.keyUsage ?? [])
		if (key && !signers.has(kid)) signers.set(kid, key)
	}
	return [...signers.values()]
}

describe('health certificates', () => {
	it('get the verdict their source expects', async () => {
		const signers = await signersOf(certificates)
		expect(certificates.length).toBe(176)
		const wrong: string[] = []
		for (const one of certificates) {
			const { faults } = await checkCertificate(one.prefix, instant(one.clock), signers)
			for (const [flag, means] of FLAGS) {
				const expected = one.expected[flag]
				if (expected !== undefined && expected === faults.some((fault) => means.includes(fault))) wrong.push(`${one.id} ${flag} ${String(expected)}: ${faults.join(' ')}`)
			}
		}
		expect(wrong).toEqual([])
	})
	it('are never good when they say something else', async () => {
		const signers = await signersOf(certificates)
		const random = chance(20210701)
		for (let i = 0; i < 4000; i++) {
			const one = certificates[i % certificates.length]!
			const letters = [...one.prefix]
			for (let changes = 1 + (i % 3); changes; changes--) letters[Math.floor(random() * letters.length)] = ALPHABET[Math.floor(random() * 45)]!
			const changed = await checkCertificate(letters.join(''), instant(one.clock), signers)
			if (!changed.faults.length) expect(changed.found).toEqual((await checkCertificate(one.prefix, instant(one.clock), signers)).found)
		}
	}, 60_000)
	it('take PS256 too', async () => {
		const signers = await signersOf(certificates)
		const messages = certificates.map((one) => openText(one.prefix.replace(/^HC1:/, ''))).filter((one) => one?.alg === -37)
		expect(messages.length).toBeGreaterThan(0)
		const good = await Promise.all(messages.map((one) => Promise.all(signers.filter((key) => key.kid === one!.kid).map((key) => isSignedBy(one!, key)))))
		expect(good.flat()).toContain(true)
	})
})
