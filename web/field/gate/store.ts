// The gate this phone stands at: its lists, what was decided here, and deciding.
// Rule: nothing waits for the network: what is known decides, and says how old it is.
import { computed, ref, shallowRef, watch } from 'vue'
import { field } from '../core'
import { FieldProblem, type Args } from '../core/field'
import type { Key } from '../../shared/code/cose'
import { importKey } from '../../shared/code/cose'
import { uuid7 } from '../../shared/api'
import { today } from '../../shared/when'
import type { Direction, Known, Use, Verdict } from './judge'
import { keysOf, merge } from './merge'
import { fileNoted, stand, standing } from './standing'
import { KEEPERS, type Decision, type GateRow, type Kept, type SignerRow, type Snapshot } from './types'

const SCAN = 'gate.scan'
const DAY_MS = 86_400_000
/** Asked for what is new so often while the page is looked at. */
const REFRESH_MS = 60_000
/** Older than this is said, whatever the network says. */
const STALE_MS = 5 * 60_000
const MOST_LISTS = 200

export const kept = shallowRef<Kept | null>(null)
export const gates = shallowRef<GateRow[]>([])
/** A sentence of the server, or of the phone, about the last try; null when it went well. */
export const problem = ref<string | null>(null)
/** The last try did not reach the centre. */
export const isCut = ref(false)
export const isBusy = ref(false)
export const direction = ref<Direction>('out')

let keys: Key[] = []
let known: Known | null = null
let signers: Key[] | null = null
let signersAt = 0
const uses = new Map<number, Use>()

// ---- Time: the phone's clock may be set back while the gate works.

let anchor = { at: 0, ticks: 0 }
function setAnchor(): void {
	anchor = { at: field.now(), ticks: performance.now() }
}
/** Whole milliseconds: the browser's own counter has fractions, and the server takes none. */
export function now(): number {
	return Math.round(Math.max(field.now(), anchor.at + performance.now() - anchor.ticks))
}
/** Ticks, so that what says how old the lists are grows older on the screen too. */
export const tick = ref(0)

export const isOffline = computed(() => isCut.value || field.status.value.offline_since !== null)
export const isStale = computed(() => tick.value >= 0 && kept.value !== null && now() - kept.value.as_of > STALE_MS)

/** Whether a posting of mine that is open now reaches the gate: rights end with the shift. */
export const isOnDuty = computed(() => {
	const region = standing.value?.region
	return !region || field.postings.value.some((one) => one.is_open && KEEPERS.includes(one.role) && region.startsWith(one.region))
})

// ---- What was done here.

export interface Done {
	id: string
	at: number
	decision: Decision
	args: Args
	is_waiting: boolean
}
/** Changes with every decision and every exchange. */
const turn = ref(0)
function doneSince(since: number): Done[] {
	return field.history(SCAN, since - DAY_MS).map(({ id, args, is_waiting }) => ({ id, at: Number(args.device_at), decision: args.decision as Decision, args, is_waiting })).filter((one) => one.at >= since)
}
/** Of this phone today, newest first: what the paper tally is compared with. */
export const doneToday = computed<Done[]>(() => {
	void turn.value
	void field.status.value
	if (field.session.value !== 'open') return []
	return doneSince(Date.parse(`${today(now())}T00:00:00+08:00`)).reverse()
})
export const counts = computed(() => {
	const sum: Record<Decision, number> = { pass: 0, visitor: 0, turn_back: 0, emergency: 0 }
	doneToday.value.forEach((one) => sum[one.decision]++)
	return sum
})

function addUse(id: string, args: Args): void {
	const pass = Number(args.pass)
	if (args.decision !== 'pass' || !pass) return
	const at = Number(args.device_at)
	const way = args.direction as Direction
	const before = uses.get(pass)
	const out = [...(before?.out ?? []), ...(way === 'out' ? [{ id, at }] : [])]
	const isLater = !before || at >= before.last_at
	uses.set(pass, { last_at: isLater ? at : before.last_at, last_direction: isLater ? way : before.last_direction, out })
}
/** From what lies on the disk: after the tab was killed, or something was taken back or refused. */
function readUses(): void {
	uses.clear()
	// What the centre has counted is in its list; that it was just here is not.
	for (const one of doneSince(now() - 3 * DAY_MS)) addUse(one.id, one.args)
	forgetCounted(new Set(field.waiting().map((one) => one.id)))
}
function forgetCounted(waiting: ReadonlySet<string>): void {
	for (const [pass, use] of uses) uses.set(pass, { ...use, out: use.out.filter((one) => waiting.has(one.id)) })
}

async function take(next: Kept | null): Promise<void> {
	keys = next ? await keysOf(next.keys) : []
	kept.value = next
	known = next && {
		region: next.policy.region,
		keys,
		passes: new Map(next.passes.map((row) => [row[0], row])),
		revoked: new Set(next.revoked),
		used: new Map(next.used.map(([pass, nth, n]) => [`${pass}:${nth}`, n])),
		uses,
	}
}
/** What decides now; without any list nothing is known, and every pass is. */
export function knownNow(): Known {
	return known ?? { region: standing.value?.region ?? '', keys: [], passes: new Map(), revoked: new Set(), used: new Map(), uses }
}

// ---- The centre.

async function fetchLists(before: Kept | null, gate: string, region: string, trusts: boolean): Promise<Kept> {
	// Once a day from nothing, so that what is long over goes.
	const isWhole = trusts || !before || now() - before.whole_at > DAY_MS
	let since = isWhole ? 0 : before.cursor
	let next = before
	for (let i = 0; i < MOST_LISTS; i++) {
		const shot = await field.ask<Snapshot>('gate.snapshot', { gate, region, ...(since ? { since } : {}) })
		next = await merge(next, shot, since, trusts && since === 0)
		if (!shot.has_more || next.doubt) break
		since = shot.cursor
	}
	return next!
}

async function refreshNow(trusts: boolean): Promise<void> {
	const { gate, region } = standing.value ?? {}
	if (!gate || !region) return
	await field.pullNow()
	if (!isOnDuty.value) return
	const waiting = new Set(field.waiting().map((one) => one.id))
	const before = kept.value?.policy.gate === gate ? kept.value : null
	const next = await fetchLists(before, gate, region, trusts)
	if (standing.value?.gate !== gate) return
	await take(next)
	// Counted in the list that just came: everything that was not waiting when it was asked for.
	for (const [pass, use] of uses) uses.set(pass, { ...use, out: use.out.filter((one) => waiting.has(one.id) || field.waiting().some((w) => w.id === one.id)) })
	setAnchor()
	await field.keep('gate', next)
	if (next.policy.name !== standing.value.name) await stand({ ...standing.value, name: next.policy.name })
	await fetchSigners()
}

/** One try to send what waits and to fetch what is new. */
export async function refresh(trusts = false): Promise<void> {
	if (isBusy.value || field.session.value !== 'open') return
	const gate = standing.value?.gate
	isBusy.value = true
	try {
		await refreshNow(trusts)
		problem.value = null
		isCut.value = false
	} catch (error) {
		// Locked in the middle of it: there is nobody to tell.
		if (!(error instanceof FieldProblem)) problem.value = String(error)
		else problem.value = error.number ? error.message : null
		isCut.value = error instanceof FieldProblem && !error.number
	} finally {
		isBusy.value = false
		turn.value++
	}
	// Another gate was chosen meanwhile.
	if (standing.value?.gate !== gate) await refresh(trusts)
}

async function fetchSigners(): Promise<void> {
	if (signersAt > now() - DAY_MS) return
	const { rows } = await field.ask<{ rows: SignerRow[] }>('signer.list', {})
	const bare = rows.map(({ kid, key, usages }) => ({ kid, key, usages }))
	signersAt = now()
	signers = null
	await field.keep('signers', { at: signersAt, rows: bare })
}
/** Whose health certificates are believed, made ready when first asked for. */
export async function signersKnown(): Promise<Key[]> {
	if (signers) return signers
	const lying = await field.kept<{ rows: SignerRow[] }>('signers')
	const ready = await Promise.all((lying?.rows ?? []).map((row) => importKey(row.kid, row.key, row.usages.split(' ').filter(Boolean))))
	return (signers = ready.filter((key) => key !== null))
}

export async function gatesKept(): Promise<GateRow[]> {
	return (await field.kept<GateRow[]>('gates').catch(() => null)) ?? []
}
/** Gates of all my postings; those known before when there is no network. */
export async function fetchGates(): Promise<void> {
	const regions = [...new Set(field.postings.value.filter((one) => one.is_open).map((one) => one.region))]
	if (!gates.value.length) gates.value = await gatesKept()
	try {
		const found = await Promise.all(regions.map((region) => field.ask<{ rows: GateRow[] }>('gate.list', { region }).then((page) => page.rows, (error: unknown) => {
			// A posting that may not keep gates has none.
			if (error instanceof FieldProblem && error.number) return []
			throw error
		})))
		const all = new Map(found.flat().filter((row) => !row.is_closed).map((row) => [row.gate, row]))
		gates.value = [...all.values()]
		isCut.value = false
		await field.keep('gates', gates.value)
	} catch (error) {
		if (!(error instanceof FieldProblem)) throw error
		isCut.value = true
	}
}

/** What lies on the phone for a gate: its own lists, or those of another gate of its compound,
    which the same passes open. */
async function lists(row: { gate: string; region: string; name: string }): Promise<Kept | null> {
	const lying = await field.kept<Kept>('gate')
	if (lying?.policy.region !== row.region) return null
	return lying.policy.gate === row.gate ? lying : { ...lying, policy: { ...lying.policy, gate: row.gate, name: row.name, is_closed: false } }
}
/** From now on this phone keeps that gate; null: it stands at none. */
export async function choose(row: Pick<GateRow, 'gate' | 'region' | 'name'> | null): Promise<void> {
	await take(null)
	await stand(row && { gate: row.gate, region: row.region, name: row.name, since: field.now(), offset: field.status.value.clock_offset })
	if (row) await take(await lists(row))
	if (row) {
		await fileNoted()
		await refresh()
	}
}

// ---- Deciding.

export interface More {
	verdict?: Verdict | null
	visitor?: number | null
	temperature?: number | null
	/** A health certificate was looked at. */
	isCertificateGood?: boolean
	reason?: string
	/** Else as chosen on the page. */
	way?: Direction
}
export function scanArgs(decision: Decision, { verdict, visitor, temperature, isCertificateGood, reason, way }: More): Args {
	const { gate, region } = standing.value!
	return {
		gate, region, decision, direction: way ?? direction.value, device_at: now(),
		...(verdict?.number ? { pass: String(verdict.number) } : {}),
		...(verdict?.code ? { code: verdict.code } : {}),
		...(visitor ? { visitor } : {}),
		...(temperature ? { temperature } : {}),
		...(isCertificateGood === undefined ? {} : { is_certificate_good: isCertificateGood }),
		...(reason ? { reason } : {}),
	}
}
/** Written on this phone's disk when it resolves; throws FieldProblem when the phone is full. */
export async function decide(decision: Decision, more: More): Promise<string> {
	const args = scanArgs(decision, more)
	const { id } = await field.send(SCAN, args)
	addUse(id, args)
	turn.value++
	return id
}
/** A visitor written down by the keeper, and let in: both or neither. */
export async function writeVisitor(who: { name: string; phone: string; destination: string }, more: More): Promise<string[]> {
	const { gate, region } = standing.value!
	const key = uuid7(now())
	const scan: Args = { ...scanArgs('visitor', { ...more, way: 'in' }), visitor_id: key }
	const write = { gate, region, agrees: true, ...who, device_at: scan.device_at }
	const sent = await field.sendAll([{ command: 'visitor.write', args: write, key }, { command: SCAN, args: scan }])
	turn.value++
	return sent.map((one) => one.id)
}
export async function undo(id: string): Promise<boolean> {
	const isGone = await field.takeBack(id)
	if (isGone) readUses()
	turn.value++
	return isGone
}
// ---- While the page is open.

/** Reads what lies on the phone, then looks for what is new; the answer ends it. */
export async function open(): Promise<() => void> {
	setAnchor()
	const lying = await field.kept<Kept>('gate')
	await take(lying && lying.policy.gate === standing.value?.gate ? lying : null)
	readUses()
	signersAt = (await field.kept<{ at: number }>('signers'))?.at ?? 0
	turn.value++
	const timer = setInterval(() => document.visibilityState === 'visible' && void refresh(), REFRESH_MS)
	const clock = setInterval(() => tick.value++, 5_000)
	const wake = (): void => void (document.visibilityState === 'visible' && refresh())
	const cut = (): void => void (isCut.value = true)
	document.addEventListener('visibilitychange', wake)
	addEventListener('online', wake)
	addEventListener('offline', cut)
	// The server's word about the time counts from then on.
	const stop = watch(() => field.status.value.last_at, setAnchor)
	void fetchGates().then(() => refresh())
	return () => {
		clearInterval(timer)
		clearInterval(clock)
		document.removeEventListener('visibilitychange', wake)
		removeEventListener('online', wake)
		removeEventListener('offline', cut)
		stop()
	}
}
