// The field app without its screens: what a page may see and do.
// Rule: what `send` has answered is on this phone's disk; what the server has
// not said is never shown as received.
import type { Ref, ShallowRef } from 'vue'

/** new: no account on this phone. enrolling: the token is being used. gone: everything was wiped; see `gone`. */
export type SessionState = 'new' | 'enrolling' | 'locked' | 'open' | 'gone'

export interface Me {
	login: string
	name: string
	/** The phone must be enrolled again before this instant (server's clock, ms). */
	until_at: number
}

export interface Posting {
	role: string
	/** Key of the region; its name is in `data.regions` once it was pulled. */
	region: string
	name: string | null
	from_at: number | null
	until_at: number | null
	duty: string | null
	/** Open now; those that begin later are listed too. Ended ones are not here. */
	is_open: boolean
}

// ---- What the phone carries. Everything is replaced, never changed in place.

export interface Region {
	key: string
	name: string
	level: number
	valid_until: string | null
}

/** Written on this phone and not yet read back from the server. */
interface Mine {
	is_waiting?: boolean
}

export interface Household extends Mine {
	/** Number at the server; below zero for one added on this phone that the server has not answered. */
	seq: number
	/** Its id: what commands name it by. */
	id: string
	region: string
	door: string
	floor: number | null
	kind: string
	state: string
	changed: number
}

export interface Resident extends Mine {
	seq: number
	id: string
	household: number
	/** Masked: 王*, 138****0000. */
	name: string | null
	phone: string | null
	sex: string | null
	birth_year: number | null
	relation: string
	residence: string
	state: string
	changed: number
}

export interface Question {
	key: string
	label: string
	[more: string]: unknown
}

export interface Sweep {
	seq: number
	id: string
	region: string
	title: string
	kind: string
	target: 'household' | 'person'
	from_day: string
	until_day: string
	is_daily: number
	state: 'freezing' | 'open' | 'closed'
	/** Day of the list that the doors belong to: name it in `visit.record`. */
	list_day: string
	questions: Question[] | null
}

export interface Door extends Mine {
	sweep: number
	day: string
	household: number
	/** 0: the household as a whole. */
	resident: number
	/** none: not yet. */
	state: 'none' | 'done' | 'absent' | 'refused' | 'vacant' | 'moved' | 'demolished'
	channel: string | null
	n_tries: number
	next_visit: string | null
	reason: string | null
	/** Number of the record that disagrees with what stands, else null. */
	conflict: number | null
}

export interface Told {
	/** Number of the record: `visit` of `visit.settle`. */
	visit: number
	state: string
	channel: string
	at: number
	by: string | null
	answers: unknown
	note: string | null
}

/** Two channels said different things of one door; a person settles it. */
export interface Conflict {
	sweep: number
	day: string
	household: number
	resident: number
	told: Told[]
}

export interface FieldData {
	regions: ReadonlyMap<string, Region>
	households: ReadonlyMap<number, Household>
	/** Region (building, stairwell, grid) → its own households in the order of doors. */
	householdsIn: ReadonlyMap<string, readonly Household[]>
	/** Household → who lives there (state living first). */
	residentsOf: ReadonlyMap<number, readonly Resident[]>
	residents: ReadonlyMap<number, Resident>
	/** Open ones, newest first. */
	sweeps: readonly Sweep[]
	/** Sweep → its doors by region, floor, door. */
	doorsOf: ReadonlyMap<number, readonly Door[]>
	conflicts: readonly Conflict[]
	/** Id of a household, resident or sweep → its number; ids stay when a number comes from the server. */
	byId: ReadonlyMap<string, number>
}

// ---- Writing.

export type Args = Record<string, unknown>

export interface Command {
	command: string
	args: Args
	/** Id of the row it adds, when a later command of the same breath names it. */
	key?: string
}

export interface Sent {
	id: string
	/** The id of the row it adds (household.add, resident.add): name it by this in later commands. */
	key: string
}

/** The line that is always there. */
export interface Status {
	/** Commands of this phone the server has answered as accepted. */
	sent: number
	/** How many the server itself counts; null until it has said. */
	received: number | null
	/** On this phone only. */
	waiting: number
	/** Server's time of the last whole exchange, ms. */
	last_at: number | null
	/** Since when nothing reaches the server; null when it does. */
	offline_since: number | null
	/** Server's clock minus this phone's, ms. */
	clock_offset: number
	/** More than a minute wrong: worth saying. */
	is_clock_wrong: boolean
	/** Sending or fetching just now. */
	is_busy: boolean
	/** A sentence about what keeps it from working (full phone, region too large), translated. */
	problem: string | null
	/** The first packet of this region is still on its way. */
	is_first: boolean
	/** A new version of the app is ready: `reload()` when nothing is being typed. */
	has_new_version: boolean
}

/** A refusal, with what was written; nothing is ever thrown away silently. */
export interface Refusal {
	id: string
	command: string
	args: Args
	/** When it was written, server's clock as far as known, ms. */
	at: number
	number: number
	/** The argument that is blamed, or null. */
	field: string | null
	/** The server's sentence, in the language of the phone. */
	sentence: string
	/** What stands at the server now, when somebody else changed the same thing. */
	other: Args | null
}

/** Why the app cannot do something: the sentence is translated and says what to do next. */
export class FieldProblem extends Error {
	readonly number: number
	readonly field: string | null
	constructor(sentence: string, number = 0, field: string | null = null) {
		super(sentence)
		this.number = number
		this.field = field
	}
}

export type Person = { resident: string; name: string | null; phone: string | null; id_number: string | null } & Args

export interface Numbers {
	/** Resident seq → telephone. */
	phones: ReadonlyMap<number, string>
	/** The phone forgets them then (end of the day, server's clock). */
	until_at: number
}

export interface Unlocked {
	is_open: boolean
	/** Wrong PINs left before everything is wiped. */
	tries_left: number
	/** No PIN is looked at before then (this phone's clock, ms); 0: at once. */
	wait_until: number
}

export interface Gone {
	/** signed_out: by the office, from another place, or the 90 days are over. wrong_pin: ten times. own: by hand. */
	reason: 'signed_out' | 'wrong_pin' | 'own'
	/** Commands that never reached the server and are lost. */
	n_lost: number
}

export interface Field {
	readonly session: Readonly<Ref<SessionState>>
	readonly me: Readonly<ShallowRef<Me | null>>
	readonly postings: Readonly<ShallowRef<readonly Posting[]>>
	readonly data: Readonly<ShallowRef<FieldData>>
	readonly status: Readonly<ShallowRef<Status>>
	readonly inbox: Readonly<ShallowRef<readonly Refusal[]>>
	/** Set while session is 'gone'; `forget()` goes on to 'new'. */
	readonly gone: Readonly<ShallowRef<Gone | null>>

	/** Looks at the disk once: session becomes 'new', 'locked' or 'gone'. Await it before mounting. */
	start(): Promise<void>
	/** The token in "…/field/#e=TOKEN", in a scanned text or the page's own address; else null. */
	tokenIn(text: string): string | null
	/** Six digits or more; throws FieldProblem. Afterwards open, first packet on its way. */
	enrol(token: string, label: string, pin: string): Promise<void>
	/** A wrong PIN is no error: see Unlocked. After the tenth, session is 'gone'. */
	unlock(pin: string): Promise<Unlocked>
	/** How it stands with wrong PINs, for the lock page. */
	pinState(): Promise<Unlocked>
	changePin(old: string, pin: string): Promise<Unlocked>
	lock(): void
	/** By hand: one try to send, then the server's session ends and everything here is wiped. */
	wipe(): Promise<Gone>
	/** After 'gone' was read. */
	forget(): void

	/**
	 * Write one command. Resolves when it is on the disk; `data` shows it at once, `device_at`
	 * and the region are added here. `key` names the row it adds. Throws FieldProblem when the
	 * phone is full: then nothing was written and nothing shown.
	 * What a command changes on the screen is known by its name: see core/effects.ts.
	 */
	send(command: string, args: Args): Promise<Sent>
	/** All or none, in one transaction: a whole floor by one tap. */
	sendAll(commands: readonly Command[]): Promise<Sent[]>
	/** Undo while it has not been tried to send (ten seconds, or offline): true when it is gone. */
	takeBack(id: string): Promise<boolean>
	/** Kept by the phone and not received: newest first, for "12 waiting". */
	waiting(): readonly (Command & Sent & { at: number })[]
	/** Commands of this name written on this phone since then and not refused, oldest first (two weeks at most). */
	history(command: string, since: number): readonly (Command & Sent & { at: number; is_waiting: boolean })[]

	/** A thing of one page, sealed on the disk; null when there is none. Open only. */
	kept<T>(name: string): Promise<T | null>
	keep(name: string, thing: unknown): Promise<void>
	/** In clear on the disk, while locked too: only what says nothing of persons. Null takes it out. */
	noted<T>(name: string): Promise<T | null>
	note(name: string, thing: unknown): Promise<void>

	/** A refused one changed: written anew with a new id, and out of the inbox. */
	sendAgain(refusal: Refusal, args: Args): Promise<Sent>
	/** Out of the inbox, not sent. */
	setAside(refusal: Refusal): Promise<void>

	/** Sends what waits and fetches what changed; throws FieldProblem when it could not. */
	pullNow(): Promise<void>
	/** In clear, with a purpose the person can read later; needs the network. Kept in memory until locked. */
	openPerson(resident: Resident, purpose: string): Promise<Person>
	/** Telephones of the heads of households to call; fetched with a purpose, kept until the end of the day. */
	numbers(region: string, purpose: string): Promise<Numbers>
	/** Those kept, or null: then `numbers` needs the network. */
	numbersKept(region: string): Numbers | null
	/** News of my places by their names ("order", "response", "tally") as they come; ends when the stream does. */
	follow(heard: (event: string) => void, signal: AbortSignal): Promise<void>
	/** Any read command, online only (sweep.share, posting.answering …); throws FieldProblem. */
	ask<T>(command: string, args: Args): Promise<T>

	/** Server's time as far as the phone knows, ms; never earlier than what it has seen. */
	now(): number
	/** The day in China, "2020-02-04", by `now()`. */
	today(): string
	/** While true, no prompt for a new version and no locking in the middle of a word. */
	setTyping(is: boolean): void
	/** Switch to the new version. */
	reload(): void
}
