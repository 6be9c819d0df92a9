// Whether this phone stands at a gate, and emergencies that were let through.  Small: it
// is part of the first view, because the red button must be there before anything else.
// Rule: an emergency is shown at once, written at once, asked nothing, and lost never;
// while the phone is locked it lies in clear on the disk, a time and nothing more.
import { shallowRef, watch } from 'vue'
import { field } from '../core'

/** In clear on the disk: nothing of persons. `gate` null: a keeper's phone that has no gate yet. */
export interface Standing {
	gate: string | null
	region: string | null
	name: string | null
	/** When it was chosen. */
	since?: number
	/** Server's clock minus this phone's, ms, as last known. */
	offset: number
}
export interface Raised {
	at: number
	/** Of the command; null while it waits for the phone to be opened, or for a gate. */
	id: string | null
	/** It could not be written: the keeper writes it on paper. */
	is_lost: boolean
}

export const standing = shallowRef<Standing | null>(null)
/** What is on the screen now. */
export const raised = shallowRef<Raised | null>(null)
const STANDING = 'gate'
const ALARMS = 'alarms'
const scan = 'gate.scan'

/** One after the other: the list of alarms is read and written whole. */
let last: Promise<unknown> = Promise.resolve()
function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const next = last.catch(() => undefined).then(work)
	last = next
	return next
}
const alarms = async (): Promise<number[]> => (await field.noted<number[]>(ALARMS)) ?? []

export async function stand(at: Standing | null): Promise<void> {
	standing.value = at
	await field.note(STANDING, at).catch(() => undefined)
}

/** Server's time as far as known, also while locked. */
function instant(): number {
	return field.session.value === 'open' ? field.now() : Date.now() + (standing.value?.offset ?? 0)
}

function argsOf(at: number): Record<string, unknown> | null {
	const { gate, region } = standing.value ?? {}
	return gate ? { gate, region, decision: 'emergency', device_at: at } : null
}

/** Write it: as a command when the phone is open and knows its gate, else as a time. */
async function write(at: number): Promise<string | null> {
	const args = argsOf(at)
	if (args && field.session.value === 'open') {
		try {
			return (await field.send(scan, args)).id
		} catch {
			// Locked meanwhile, or full: the note is smaller.
		}
	}
	await field.note(ALARMS, [...(await alarms()), at])
	return null
}

/** The red button. */
export async function raise(): Promise<void> {
	const one: Raised = { at: instant(), id: null, is_lost: false }
	raised.value = one
	try {
		const id = await inTurn(() => write(one.at))
		if (raised.value === one) raised.value = { ...one, id }
	} catch {
		if (raised.value === one) raised.value = { ...one, is_lost: true }
	}
}

/** Pressed by mistake: gone while it has not left the phone. */
export async function takeBack(one: Raised): Promise<boolean> {
	return inTurn(async () => {
		if (one.id) return field.session.value === 'open' && field.takeBack(one.id)
		const all = await alarms()
		const at = all.lastIndexOf(one.at)
		if (at < 0) return false
		await field.note(ALARMS, all.filter((_, i) => i !== at))
		return true
	})
}

/** Times that were noted become commands; cut off in between, none becomes two. */
async function file(): Promise<void> {
	const all = await alarms()
	if (!all.length || field.session.value !== 'open' || !argsOf(0)) return
	// All of them: the clock may have been another one while it was locked.
	const known = new Set(field.history(scan, 0).filter((one) => one.args.decision === 'emergency').map((one) => one.args.device_at))
	const isNew = (at: number, i: number): boolean => !known.has(at) && all.indexOf(at) === i
	await field.sendAll(all.filter(isNew).map((at) => ({ command: scan, args: argsOf(at)! })))
	await field.note(ALARMS, null)
}
export function fileNoted(): Promise<void> {
	return inTurn(file).catch(() => undefined)
}

const isKeeper = (): boolean => field.postings.value.some((one) => one.is_open && one.role === 'gatekeeper')

/** Once, with the app. */
export function watchStanding(): void {
	const read = async (): Promise<void> => {
		standing.value = await field.noted<Standing>(STANDING).catch(() => standing.value)
	}
	void read()
	watch(field.session, async (session) => {
		if (session === 'gone') standing.value = raised.value = null
		// Set up anew for somebody else, it stands nowhere any more.
		if (session === 'open') await read().then(fileNoted)
	})
	watch([field.session, field.postings, standing], () => {
		if (field.session.value !== 'open') return
		if (!standing.value && isKeeper()) void stand({ gate: null, region: null, name: null, offset: field.status.value.clock_offset })
	})
	// What is known of the clock is needed while locked too.
	watch(() => field.status.value.clock_offset, (offset) => {
		if (standing.value && field.session.value === 'open' && Math.abs(offset - standing.value.offset) > 1000) void stand({ ...standing.value, offset })
	})
}
