// One person at the gate: what was shown, what is said of it, what the keeper has looked at.
// Rule: one at a time; the next is read when this one is decided.
import { computed, ref, shallowRef } from 'vue'
import { checkCertificate, type CertificateFault, type HealthCertificate } from '../../shared/code/healthCertificate'
import type { PassKind } from '../../shared/code/passCode'
import { says, t } from '../../shared/says'
import { trying } from '../parts/record'
import { tell } from '../parts/snack'
import { judgeCode, judgeNumber, understand, type Fault, type PassRow, type Verdict } from './judge'
import { decide, direction, kept, knownNow, now, signersKnown, undo, type More } from './store'
import type { Decision } from './types'

export const verdict = shallowRef<Verdict | null>(null)
export const certificate = shallowRef<{ faults: CertificateFault[]; found: HealthCertificate } | null>(null)
/** Several passes have this door. */
export const doors = shallowRef<PassRow[]>([])
/** Tenths of a degree. */
export const temperature = ref<number | null>(null)
export const isSeen = ref(false)
/** Why nothing could be made of what was read. */
export const puzzle = ref('')
/** Of the certificate that was shown, as a record says it; undefined when none was. */
export const isCertificateGood = computed(() => (certificate.value ? certificate.value.faults.length === 0 : undefined))
export const isSomebody = computed(() => verdict.value !== null || certificate.value !== null || doors.value.length > 0)

export const hasFever = computed(() => temperature.value !== null && temperature.value >= (kept.value?.policy.fever ?? 373))

export function next(): void {
	verdict.value = certificate.value = null
	doors.value = []
	temperature.value = null
	isSeen.value = false
	puzzle.value = ''
}

function show(one: Verdict): void {
	doors.value = []
	verdict.value = one
	navigator.vibrate?.(one.faults.length ? [80, 60, 80] : 60)
}

/** What a camera, a reader or a hand gave. */
export async function look(text: string): Promise<void> {
	if (isSomebody.value) {
		tell(t('Decide about this person first.'))
		return
	}
	puzzle.value = ''
	const typed = understand(text, knownNow())
	if (typed.what === 'code') show(await judgeCode(knownNow(), typed.code, direction.value, now()))
	else if (typed.what === 'number') show(judgeNumber(knownNow(), typed.number, direction.value, now()))
	else if (typed.what === 'doors') pickDoors(typed.rows)
	else if (typed.what === 'certificate') certificate.value = await checkCertificate(typed.text, now(), await signersKnown())
	else if (typed.isDoor) puzzle.value = t('No pass is known for the door {door}. Look at the door again; without a pass, register a visitor or ask the office.', { door: text.trim() })
	else puzzle.value = t('This is no pass: a code of ours, the number printed on the card, or a door like 3-201. Without a pass, register a visitor.')
}
function pickDoors(rows: PassRow[]): void {
	if (rows.length === 1) pick(rows[0]!)
	else doors.value = rows
}
export function pick(row: PassRow): void {
	show(judgeNumber(knownNow(), row[0], direction.value, now()))
}
/** By what is known now. */
export async function judgeAgain(): Promise<void> {
	const one = verdict.value
	if (!one) return
	verdict.value = one.code ? await judgeCode(knownNow(), one.code, direction.value, now()) : judgeNumber(knownNow(), one.number, direction.value, now())
}

const DONE: Record<Decision, string> = {
	pass: says('Let through: {who}'),
	visitor: says('Visitor let in: {who}'),
	turn_back: says('Turned back: {who}'),
	emergency: says('Emergency let through'),
}

let isClosing = false
/** Kept on the phone, with ten seconds to take it back; false when the phone is full. */
export async function close(decision: Decision, more: More = {}, who = ''): Promise<boolean> {
	// A second tap of an unsteady thumb decides nothing a second time.
	if (isClosing || (decision === 'pass' && !verdict.value)) return false
	isClosing = true
	try {
		return await write(decision, more, who)
	} finally {
		isClosing = false
	}
}
async function write(decision: Decision, more: More, who: string): Promise<boolean> {
	const whole: More = { verdict: verdict.value, temperature: temperature.value, isCertificateGood: isCertificateGood.value, ...more }
	const name = who || verdict.value?.door || (verdict.value?.number ? t('number {n}', { n: verdict.value.number }) : '')
	const failed = await trying(async () => {
		const id = await decide(decision, whole)
		tell(t(DONE[decision], { who: name }).replace(/[:：]\s*$/, ''), async () => tell((await undo(id)) ? t('Taken back.') : t('It was sent already. Tell the office what was wrong with it.')))
	})
	if (failed) {
		tell(failed)
		return false
	}
	next()
	return true
}

const KINDS: Record<PassKind, string> = {
	household: says('Exit permit of a household'),
	visitor: says('Visitor pass'),
	delivery: says('Delivery pass'),
	vehicle: says('Vehicle pass'),
	staff: says('Staff badge'),
}
export const kindText = (kind: PassKind): string => t(KINDS[kind])

// ---- What does not fit, in words that say what to do.

const FAULTS: Record<Fault, string> = {
	void: says('This pass was made void. Ask at the office.'),
	over: says('This pass has run out. The office gives a new one.'),
	early: says('This pass does not hold yet.'),
	elsewhere: says('This pass is for another compound.'),
	forged: says('This code was not signed by us, or was changed. Keep calm, ask the office.'),
	unreadable: says('The code is damaged. Type the number printed on the card.'),
	strange: says('This is some other code.'),
	replayed: says('It was used here less than two minutes ago, the same way. Ask whose it is.'),
	quota: says('Its times out are used up.'),
	untold: says('This phone has no lists yet and cannot tell. Look at the card and the papers; it will say more when it has network.'),
	unknown: says('This phone knows no pass with this number. Look at the card again.'),
}
export function faultText(fault: Fault, one: Verdict): string {
	if (fault === 'over' && one.is_code_old) return t('The code has run out, the pass itself has not: it is to be shown anew.')
	return t(FAULTS[fault])
}

const CERTIFICATE_FAULTS: Record<CertificateFault, string> = {
	other: says('this is no health certificate'),
	unreadable: says('the code is broken; scan it again or ask for the paper'),
	unknown: says('its signer is not on the list'),
	forged: says("the signature is not the signer's"),
	misused: says('its signer may not sign this kind'),
	expired: says('it has expired'),
	early: says('it is not valid yet'),
	malformed: says('its content is not what the standard says'),
}
export const certificateFault = (fault: CertificateFault): string => t(CERTIFICATE_FAULTS[fault])
