// EU Digital COVID Certificates and those made like them, checked without the network:
// (EU) 2021/1073, annexes I and II; schema 1.3.0.  The same judgement as the server's
// (src/domain/health_certificate.c).
// Rule: every fault is told, not only the first.
import { readCbor, Real, Tag, textUnder, under, type Cbor } from './cbor'
import { isSignedBy, openText, type Cose, type Key } from './cose'

export const CERTIFICATE_PREFIX = 'HC1:'
export type CertificateFault = 'other' | 'unreadable' | 'unknown' | 'forged' | 'misused' | 'expired' | 'early' | 'malformed'
export type CertificateKind = 'vaccination' | 'test' | 'recovery'

export interface HealthCertificate {
	kind: CertificateKind | null
	issuer: string | null
	family_name: string | null
	given_name: string | null
	born: string | null
	issued_at: number | null
	expires_at: number | null
}

const MOST_NAME = 80
const MOST_DEVICE = 4999
const LISTS: Record<CertificateKind, string> = { vaccination: 'v', test: 't', recovery: 'r' }
/** Of the certificate that signs: the last number says what it may sign. */
const USAGE = /^1\.3\.6\.1\.4\.1\.(?:0\.)?1847\.2021\.1\.([123])$/
const USAGE_KINDS: CertificateKind[] = ['test', 'vaccination', 'recovery']

function maySign(signer: Key, kind: CertificateKind): boolean {
	const kinds = signer.usages.flatMap((usage) => USAGE_KINDS[Number(USAGE.exec(usage)?.[1] ?? 0) - 1] ?? [])
	return kinds.length === 0 || kinds.includes(kind)
}

async function signerFault(message: Cose, kind: CertificateKind | null, signers: readonly Key[]): Promise<CertificateFault | null> {
	let fault: CertificateFault = 'unknown'
	for (const signer of signers) {
		if (message.kid.length !== 16 || signer.kid !== message.kid) continue
		if (await isSignedBy(message, signer)) return kind === null || maySign(signer, kind) ? null : 'misused'
		fault = 'forged'
	}
	return fault
}

// ---- The content.

const lettersOf = (text: string): number => Array.from(text).length
const isText = (map: Cbor, key: string): boolean => {
	const text = textUnder(map, key)
	return text !== null && lettersOf(text) <= MOST_NAME
}
/** 1970, 1970-02, 1970-02-03, also with 00 for what is not known. */
const isPartialDay = (text: string): boolean => /^(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?$/.test(text)

function isDay(map: Cbor, key: string): boolean {
	const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(?:T[^]*)?$/.exec(textUnder(map, key) ?? '') ?? []
	if (!year) return false
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
	return Number(year) >= 1900 && Number(year) <= 2199 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}
function isCount(map: Cbor, key: string): boolean {
	const found = under(map, key)
	return typeof found === 'number' && found >= 0 && found <= 99
}
/** Two capitals that ISO 3166-1 may give to a country; Kosovo's XK is in use; some leave it empty. */
function isCountry(map: Cbor): boolean {
	const co = textUnder(map, 'co')
	if (co === null) return false
	if (co === '') return true
	if (!/^[A-Z]{2,10}$/.test(co)) return false
	return co === 'XK' || co.length > 2 || !(co[0] === 'X' || co === 'AA' || co === 'ZZ' || (co[0] === 'Q' && co[1]! >= 'M'))
}
/** A manufacturer's number in the EMA's list has nine digits or ten. */
const isManufacturer = (ma: string): boolean => !ma.startsWith('ORG-') || /^ORG-\d{9,10}$/.test(ma)
const isDevice = (ma: string): boolean => !/^[+-]?\d+$/.test(ma) || (Number(ma) > 0 && Number(ma) <= MOST_DEVICE)

function isVaccination(entry: Cbor): boolean {
	return isText(entry, 'vp') && isText(entry, 'mp') && isText(entry, 'ma') && isManufacturer(textUnder(entry, 'ma')!) && isCount(entry, 'dn') && isCount(entry, 'sd') && isDay(entry, 'dt')
}
function isTest(entry: Cbor): boolean {
	const device = textUnder(entry, 'ma')
	return isText(entry, 'tt') && isDay(entry, 'sc') && isText(entry, 'tr') && (device === null || device === '' || isDevice(device))
}
function isEntry(entry: Cbor, kind: CertificateKind): boolean {
	if (!isText(entry, 'tg') || !isText(entry, 'is') || !isText(entry, 'ci') || !isCountry(entry)) return false
	if (kind === 'vaccination') return isVaccination(entry)
	return kind === 'test' ? isTest(entry) : isDay(entry, 'fr') && isDay(entry, 'df') && isDay(entry, 'du')
}

/** ICAO 9303 letters; a name in its own letters has its transliteration beside it. */
function isName(name: Cbor, own: string, standard: string): boolean {
	const plain = textUnder(name, standard)
	const written = textUnder(name, own)
	if (plain !== null && !/^[A-Z<]{0,80}$/.test(plain)) return false
	if (written !== null && lettersOf(written) > MOST_NAME) return false
	return !written || Boolean(plain)
}
function isPerson(content: Cbor, at: number): boolean {
	const name = under(content, 'nam')
	const born = textUnder(content, 'dob')
	if (name === undefined || textUnder(name, 'fnt') === null || born === null) return false
	const today = new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
	return isName(name, 'fn', 'fnt') && isName(name, 'gn', 'gnt') && (born === '' || (isPartialDay(born) && born <= today))
}
function isContent(content: Cbor | undefined, kind: CertificateKind | null, at: number): boolean {
	const list = kind && under(content, LISTS[kind])
	if (!kind || !content || !Array.isArray(list) || textUnder(content, 'ver') === null || !isPerson(content, at)) return false
	return list.every((entry) => isEntry(entry, kind))
}

function kindOf(content: Cbor | undefined): CertificateKind | null {
	const has = (kind: CertificateKind): boolean => {
		const list = under(content, LISTS[kind])
		return Array.isArray(list) && list.length > 0
	}
	return (['vaccination', 'test', 'recovery'] as const).find(has) ?? null
}

/** Seconds since the epoch, whole or not, as ms; null when absent. */
function claimAt(claims: Cbor, label: number): number | null {
	let found = under(claims, label)
	while (found instanceof Tag) found = found.item
	const seconds = found instanceof Real ? found.value : found
	if (typeof seconds !== 'number' || !Number.isFinite(seconds) || Math.abs(seconds) > 1e12) return null
	return Math.trunc(seconds * 1000)
}

const NOTHING: HealthCertificate = { kind: null, issuer: null, family_name: null, given_name: null, born: null, issued_at: null, expires_at: null }

/** Check the text of a QR code at an instant against the signers known. */
export async function checkCertificate(text: string, at: number, signers: readonly Key[]): Promise<{ faults: CertificateFault[]; found: HealthCertificate }> {
	if (!text.startsWith(CERTIFICATE_PREFIX)) return { faults: ['other'], found: NOTHING }
	const message = openText(text.slice(CERTIFICATE_PREFIX.length))
	const claims = message ? readCbor(message.payload) : undefined
	if (!message || !(claims instanceof Map)) return { faults: ['unreadable'], found: NOTHING }
	const content = under(under(claims, -260), 1)
	const name = under(content, 'nam')
	const issuer = under(claims, 1)
	const found: HealthCertificate = {
		kind: kindOf(content),
		issuer: typeof issuer === 'string' ? issuer : null,
		family_name: textUnder(name, 'fn') ?? textUnder(name, 'fnt'),
		given_name: textUnder(name, 'gn') ?? textUnder(name, 'gnt'),
		born: textUnder(content, 'dob'),
		issued_at: claimAt(claims, 6),
		expires_at: claimAt(claims, 4),
	}
	const faults: CertificateFault[] = []
	const fault = await signerFault(message, found.kind, signers)
	if (fault) faults.push(fault)
	if (found.expires_at === null || found.expires_at < at) faults.push('expired')
	if (found.issued_at !== null && found.issued_at > at) faults.push('early')
	if (!isContent(content, found.kind, at)) faults.push('malformed')
	return { faults, found }
}
