// What a command changes on this phone's screen before the server has said so.
// Rule: an effect follows from the command alone, so that it is the same after the
// tab was killed; it never decides, the server's rows replace it.
import type { Args, Door, Household, Resident } from './field'
import { doorKey } from './parcel'
import type { Draft } from './draft'

/** A command of this phone, as it lies on the disk. */
export interface Written {
	/** Order in which it was written on this phone. */
	n: number
	id: string
	/** Id of the row it adds. */
	key: string
	command: string
	region: string | null
	args: Args
	/** Server's time as far as known when it was written, ms. */
	at: number
}

type Effect = (draft: Draft, written: Written) => void

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
/** 王小明 → 王*明, as the server's lists show it. */
export function maskName(name: unknown): string | null {
	const letters = Array.from(text(name) ?? '')
	if (!letters.length) return null
	const [first, last] = letters.length > 1 ? [letters[0], letters.length > 2 ? letters[letters.length - 1] : ''] : ['', '']
	return first + '*'.repeat(Math.max(1, letters.length - 2)) + last
}
/** 13812341234 → 138****1234; of a fixed line the last two digits. */
export function maskPhone(phone: unknown): string | null {
	const digits = text(phone)
	if (!digits) return null
	const n = digits.length
	const [head, tail] = n >= 11 ? [3, 4] : n >= 5 ? [0, 2] : [0, 0]
	return digits.slice(0, head) + '*'.repeat(n - head - tail) + (tail ? digits.slice(-tail) : '')
}

const VALID = ['done', 'vacant', 'moved', 'demolished']
const TRY = ['absent', 'refused']

export function dayAfter(day: string): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
/** The day in China of an instant. */
export function dayOf(at: number): string {
	return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** The door an argument list names, as far as this phone carries it. */
function doorOf(draft: Draft, args: Args): Door | undefined {
	const sweep = draft.sweep(args.sweep)
	const household = draft.household(args.household)
	if (!sweep || !household) return undefined
	const resident = args.resident ? (draft.resident(args.resident)?.seq ?? NaN) : 0
	return draft.doors.get(doorKey({ sweep: sweep.seq, day: text(args.day) ?? sweep.list_day, household: household.seq, resident }))
}

/** As the server does it: what another channel said stands until a person settles it. */
function record(draft: Draft, { n, args, at }: Written): void {
	const door = doorOf(draft, args)
	if (!door) return
	const state = String(args.state) as Door['state']
	const channel = text(args.channel)
	const isTry = TRY.includes(state)
	if (door.conflict !== null || (VALID.includes(door.state) && door.channel !== channel && door.state !== state)) {
		draft.putDoor({ ...door, conflict: door.conflict ?? -n })
		return
	}
	const confirms = VALID.includes(door.state) && door.state === state
	draft.putDoor({
		...door,
		state,
		channel: confirms ? door.channel : channel,
		n_tries: (door.n_tries ?? 0) + (isTry ? 1 : 0),
		reason: text(args.reason),
		next_visit: text(args.next_visit) ?? (isTry ? dayAfter(dayOf(at)) : null),
	})
}

function settle(draft: Draft, { args }: Written): void {
	const door = doorOf(draft, args)
	if (!door) return
	const key = doorKey(door)
	const told = draft.conflicts.get(key)?.told.find((one) => one.visit === args.visit)
	draft.putDoor({ ...door, conflict: null, reason: text(args.reason), ...(told ? { state: told.state as Door['state'], channel: told.channel } : {}) })
	draft.dropConflict(key)
}

function addHousehold(draft: Draft, { n, key, args }: Written): void {
	// Once the server's row is here it is shown, not ours.
	if (draft.seqOf.has(key)) return
	const row: Household = {
		seq: -n,
		id: key,
		region: String(args.region),
		door: String(args.door),
		floor: number(args.floor),
		kind: text(args.kind) ?? 'home',
		state: text(args.state) ?? 'occupied',
		changed: 0,
	}
	draft.putHousehold(row)
}

function editHousehold(draft: Draft, { args }: Written): void {
	const row = draft.household(args.household)
	if (!row) return
	draft.putHousehold({
		...row,
		door: text(args.door) ?? row.door,
		floor: number(args.floor) ?? row.floor,
		kind: text(args.kind) ?? row.kind,
		state: text(args.state) ?? row.state,
	})
}

function words(row: Resident, args: Args): Resident {
	return {
		...row,
		name: maskName(args.name) ?? row.name,
		phone: maskPhone(args.phone) ?? row.phone,
		sex: text(args.sex) ?? row.sex,
		birth_year: number(args.birth_year) ?? row.birth_year,
		relation: text(args.relation) ?? row.relation,
		residence: text(args.residence) ?? row.residence,
	}
}

function addResident(draft: Draft, { n, key, args }: Written): void {
	const household = draft.household(args.household)
	if (!household || draft.seqOf.has(key)) return
	const row: Resident = {
		seq: -n,
		id: key,
		household: household.seq,
		name: null,
		phone: null,
		sex: null,
		birth_year: null,
		relation: 'other',
		residence: 'permanent',
		state: 'living',
		changed: 0,
	}
	draft.putResident(words(row, args))
}

function editResident(draft: Draft, { args }: Written): void {
	const row = draft.resident(args.resident)
	if (row) draft.putResident(words(row, args))
}

function moveResident(draft: Draft, { args }: Written): void {
	const row = draft.resident(args.resident)
	const to = draft.household(args.household)
	if (row && to) draft.putResident({ ...row, household: to.seq, state: 'living' })
}

function leave(draft: Draft, { args }: Written): void {
	const row = draft.resident(args.resident)
	if (row) draft.putResident({ ...row, state: String(args.state) })
}

const effects: Record<string, Effect> = {
	'visit.record': record,
	'visit.settle': settle,
	'household.add': addHousehold,
	'household.edit': editHousehold,
	'resident.add': addResident,
	'resident.edit': editResident,
	'resident.move': moveResident,
	'resident.leave': leave,
}

/** Lay one command over the draft; commands without an effect change nothing that is shown. */
export function apply(draft: Draft, written: Written): void {
	effects[written.command]?.(draft, written)
}

/** Where the server shall look for the right to do it: the place the command is about. */
export function placeOf(draft: Draft, args: Args): string | null {
	if (text(args.region)) return String(args.region)
	const resident = args.resident ? draft.resident(args.resident) : undefined
	const household = args.household ? draft.household(args.household) : resident && draft.households.get(resident.household)
	return household?.region ?? draft.sweep(args.sweep)?.region ?? null
}
