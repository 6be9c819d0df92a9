// What this phone keeps: the households it may report for, the building's link,
// and reports that wait for the network.
// Rule: a report is kept before it is sent, and goes with the same id until the
// server has answered, so that it is neither lost nor counted twice.
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { uuid7 } from '../shared/api'
import { t } from '../shared/says'
import { ask, bind, Refusal, unbind, Unreached } from './api'
import type { Family } from './types'

export interface Home {
	token: string
	door: string
	building?: string | null
	relation: string
	/** What the page last heard about the household, for when there is no network. */
	family?: Family
}
export interface Waiting {
	id: string
	token: string
	args: Record<string, unknown>
	/** The sweep's title, for the reader. */
	what: string
	at: number
}
export interface Complaint {
	number: string
	secret?: string
	at: number
	due_at?: number | null
}

/** An exit pass with the text of its square; the number and the door stand in it, no name. */
export interface Pass {
	code: string
	number: number
	door?: string | null
	opens_name?: string | null
	until_at: number
	quota?: number | null
	days?: number | null
	/** When the server gave it. */
	at: number
}

function keep<T>(name: string, empty: T): Ref<T> {
	let from = empty
	try {
		from = (JSON.parse(localStorage.getItem(name) ?? 'null') as T | null) ?? empty
	} catch {
		// Written by another version: begin anew.
	}
	const value = shallowRef(from)
	watch(value, (now) => localStorage.setItem(name, JSON.stringify(now)), { flush: 'sync' })
	return value
}

export const homes = keep<Home[]>('lf.homes', [])
export const group = keep<string>('lf.group', '')
export const waiting = keep<Waiting[]>('lf.waiting', [])
/** Reports the server would not take: which, and why; no key of the household stays with them. */
export const refusals = keep<{ id: string; what: string; why: string }[]>('lf.refusals', [])
export const complaints = keep<Complaint[]>('lf.complaints', [])
/** By the household's key, for a gate without network. */
export const passes = keep<Record<string, Pass[]>>('lf.passes', {})
// They go with the key: removed, ended by the server, or bound anew.
watch(homes, (now) => (passes.value = Object.fromEntries(Object.entries(passes.value).filter(([key]) => now.some((one) => one.token === key)))), { flush: 'sync' })
/** The number a gate gave this phone: whoever is asked for it has put the phone away meanwhile. */
export interface Visit {
	/** Of the gate. */
	token: string
	number: number
	gate: string
	destination: string
	at: number
}
export const visit = keep<Visit | null>('lf.visit', null)
/** A complaint being written: it outlives a tab that was killed. */
export const draft = keep<string>('lf.draft', '')

const chosen = ref(0)
export const home = computed<Home | null>(() => homes.value[chosen.value] ?? homes.value[0] ?? null)
export function choose(one: Home): void {
	chosen.value = Math.max(0, homes.value.findIndex((it) => it.token === one.token))
}

interface Bound {
	token: string
	household: { id: string; door: string; building?: string | null }
	relation: string
}

/** Which phone this is, in the list of those that may report; nothing that tells more. */
function label(): string {
	const agent = navigator.userAgent
	return (/;\s*([^;)]{2,30})\sBuild\//.exec(agent)?.[1] ?? /iPhone|iPad|Android|Windows|Mac/.exec(agent)?.[0] ?? 'web').slice(0, 40)
}

/** Bind this phone by a card or by a code said at the door. */
export async function bindBy(how: { card: string } | { group: string; door: string; code: string }): Promise<Home> {
	const bound = await bind<Bound>({ ...how, label: label() })
	const one: Home = { token: bound.token, door: bound.household.door, building: bound.household.building, relation: bound.relation }
	// The same household bound again: the newer key stays.
	homes.value = [...homes.value.filter((it) => it.door !== one.door || it.building !== one.building), one]
	choose(one)
	return one
}

export function forget(token: string): void {
	homes.value = homes.value.filter((one) => one.token !== token)
	waiting.value = waiting.value.filter((one) => one.token !== token)
	chosen.value = 0
}
/** End it on the server too; without network the phone forgets and the server's part ends by its date. */
export async function remove(one: Home): Promise<void> {
	try {
		await unbind(one.token)
	} catch (error) {
		// Ended already, or there is no network.
		if (!(error instanceof Unreached || (error instanceof Refusal && error.status === 401))) throw error
	}
	forget(one.token)
}

/** Ask how the household stands; null when this phone is no longer bound. */
export async function refresh(one: Home): Promise<Family | null> {
	try {
		const family = await ask<Family>('family.home', {}, one.token)
		homes.value = homes.value.map((it) => (it.token === one.token ? { ...it, door: family.door, building: family.building, relation: family.relation, family } : it))
		return family
	} catch (error) {
		if (error instanceof Refusal && error.status === 401) {
			forget(one.token)
			return null
		}
		throw error
	}
}

export interface Sent {
	outcome?: string
}
/** Keep a report and send it at once if that is possible: what the server said, or null while it waits. */
export async function report(one: Home, args: Record<string, unknown>, what: string): Promise<Sent | null> {
	const mine: Waiting = { id: uuid7(), token: one.token, args: { ...args, device_at: new Date().toISOString() }, what, at: Date.now() }
	waiting.value = [...waiting.value, mine]
	return (await flush()).get(mine.id) ?? null
}

export const nSent = ref(0)
let flushing: Promise<Map<string, Sent>> | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let pause = 4000

/** Send what waits, oldest first; one after the other, so that order is kept. */
export function flush(): Promise<Map<string, Sent>> {
	flushing ??= run().finally(() => {
		flushing = null
		clearTimeout(timer)
		if (waiting.value.length === 0) {
			pause = 4000
			return
		}
		timer = setTimeout(() => void flush(), pause)
		pause = Math.min(pause * 2, 60_000)
	})
	return flushing
}
async function run(): Promise<Map<string, Sent>> {
	const answers = new Map<string, Sent>()
	for (let next = waiting.value[0]; next; next = waiting.value[0]) {
		const one: Waiting = next
		try {
			answers.set(one.id, await ask<Sent>('visit.record', { id: one.id, ...one.args }, one.token))
			nSent.value++
		} catch (error) {
			// Too many tries from this address: later, like no network.
			if (error instanceof Unreached || (error instanceof Refusal && error.status === 429)) break
			if (!(error instanceof Refusal)) throw error
			const why = error.status === 401 ? t('This phone may no longer report for the household. Scan the card or type a new code.') : error.message
			refusals.value = [...refusals.value.slice(-9), { id: one.id, what: one.what, why }]
		}
		waiting.value = waiting.value.filter((it) => it.id !== one.id)
	}
	return answers
}

/** Try again whenever the phone comes back to life. */
export function keepSending(): void {
	const again = (): void => {
		if (document.visibilityState === 'hidden' || waiting.value.length === 0) return
		pause = 4000
		void flush()
	}
	addEventListener('online', again)
	addEventListener('focus', again)
	document.addEventListener('visibilitychange', again)
	again()
}
