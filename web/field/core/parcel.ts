// What the server said of one region: rows by table, taken up packet by packet.
// Rule: a parcel holds the server's words only; what this phone wrote lies over it (draft.ts).
import type { Conflict, Door, Household, Region, Resident, Sweep, Told } from './field'
import type { Packet, Table } from './wire'

export const TABLES = ['region', 'household', 'resident', 'sweep', 'door', 'conflict'] as const
export type TableName = (typeof TABLES)[number]
type Row = Record<string, unknown>

/** Characters of a building's key: what lies in one building is sealed together. */
const BUILDING = 20

export const doorKey = (door: { sweep: number; day: string; household: number; resident: number }): string =>
	`${door.sweep} ${door.day} ${door.household} ${door.resident}`

/** What is told of a parcel beside its chunks. */
export interface Head {
	region: string
	epoch: string | null
	cursor: number
	/** All of the first packet has arrived. */
	is_whole: boolean
	/** Pulled as somebody who is told who lives there. */
	has_people: boolean
}

function rowsOf(table: Table | undefined): Row[] {
	if (!table) return []
	return table.rows.map((values) => Object.fromEntries(table.columns.map((name, i) => [name, values[i] ?? null])))
}

export class Parcel {
	head: Head
	readonly regions = new Map<string, Region>()
	readonly households = new Map<number, Household>()
	readonly residents = new Map<number, Resident>()
	readonly sweeps = new Map<number, Sweep>()
	readonly doors = new Map<string, Door>()
	readonly conflicts = new Map<string, Conflict>()
	/** Chunks that differ from the disk. */
	private readonly dirty = new Set<string>()

	constructor(region: string, has_people: boolean) {
		this.head = { region, epoch: null, cursor: 0, is_whole: false, has_people }
	}

	/** The posting that told of people is over; doors stay. */
	dropPeople(): void {
		for (const seq of [...this.residents.keys()]) this.dropResident(seq)
		this.head = { ...this.head, has_people: false }
	}

	private building(household: number): string {
		return (this.households.get(household)?.region ?? '').slice(0, BUILDING)
	}

	private touch(table: TableName, building = ''): void {
		this.dirty.add(`${table} ${building}`)
	}

	/** Everything of a household, when it comes, moves or goes. */
	private touchHousehold(household: number): void {
		const building = this.building(household)
		for (const table of ['household', 'resident', 'door', 'conflict'] as const) this.touch(table, building)
	}

	/** Take up one packet; its cursor and its rows belong together. */
	take(packet: Packet): void {
		const { tables, gone } = packet
		// First what left: a door may have gone and come back within one packet.
		for (const seq of gone.household ?? []) this.dropHousehold(seq)
		for (const seq of gone.resident ?? []) this.dropResident(seq)
		for (const [sweep, day, household, resident] of gone.door ?? [])
			this.dropDoor(doorKey({ sweep, day, household, resident }), household)
		for (const row of rowsOf(tables.region) as unknown as Region[]) {
			this.regions.set(row.key, row)
			this.touch('region')
		}
		for (const row of rowsOf(tables.household) as unknown as Household[]) this.takeHousehold(row)
		for (const row of rowsOf(tables.resident) as unknown as Resident[]) this.takeResident(row)
		for (const row of rowsOf(tables.sweep)) this.takeSweep(row as unknown as Sweep)
		for (const row of rowsOf(tables.door) as unknown as Door[]) {
			this.doors.set(doorKey(row), row)
			this.touch('door', this.building(row.household))
		}
		this.takeConflicts(rowsOf(tables.conflict))
		// A sweep may come in a later packet than its doors.
		if (!packet.is_more) this.dropOldLists()
		this.head = { ...this.head, cursor: packet.cursor, epoch: packet.epoch ?? null, is_whole: this.head.is_whole || !packet.is_more }
	}

	private takeHousehold(row: Household): void {
		this.touchHousehold(row.seq)
		this.households.set(row.seq, { ...row, changed: row.changed ?? 0 })
		this.touchHousehold(row.seq)
	}

	private takeResident(row: Resident): void {
		const was = this.residents.get(row.seq)
		if (was) this.touch('resident', this.building(was.household))
		this.residents.set(row.seq, { ...row, changed: row.changed ?? 0 })
		this.touch('resident', this.building(row.household))
	}

	private takeSweep(row: Sweep): void {
		this.touch('sweep')
		if (row.state === 'closed') this.sweeps.delete(row.seq)
		else this.sweeps.set(row.seq, row)
	}

	/** One row a record that disagrees; those of one door stand together. */
	private takeConflicts(rows: Row[]): void {
		const fresh = new Set<string>()
		for (const row of rows) {
			const at = row as unknown as Conflict
			const key = doorKey(at)
			if (!fresh.has(key)) this.conflicts.set(key, { sweep: at.sweep, day: at.day, household: at.household, resident: at.resident, told: [] })
			fresh.add(key)
			this.conflicts.get(key)!.told.push(toldIn(row))
			this.touch('conflict', this.building(at.household))
		}
	}

	private dropHousehold(seq: number): void {
		this.touchHousehold(seq)
		this.households.delete(seq)
		for (const [key, resident] of this.residents) if (resident.household === seq) this.residents.delete(key)
		for (const [key, door] of this.doors) if (door.household === seq) this.doors.delete(key)
		for (const [key, conflict] of this.conflicts) if (conflict.household === seq) this.conflicts.delete(key)
	}

	private dropResident(seq: number): void {
		const was = this.residents.get(seq)
		if (!was) return
		this.touch('resident', this.building(was.household))
		this.residents.delete(seq)
	}

	private dropDoor(key: string, household: number): void {
		if (this.doors.delete(key)) this.touch('door', this.building(household))
		if (this.conflicts.delete(key)) this.touch('conflict', this.building(household))
	}

	/** Lists of other days and of sweeps that ended, and conflicts that are settled. */
	private dropOldLists(): void {
		for (const [key, door] of this.doors)
			if (this.sweeps.get(door.sweep)?.list_day !== door.day) this.dropDoor(key, door.household)
		for (const [key, conflict] of this.conflicts) {
			const door = this.doors.get(key)
			if (door && door.conflict !== null) continue
			this.conflicts.delete(key)
			this.touch('conflict', this.building(conflict.household))
		}
	}

	/** A sweep of this place; or of another one, while a household that moved in brings its door. */
	concerns(sweep: Sweep): boolean {
		const { region } = this.head
		if (sweep.region.startsWith(region) || region.startsWith(sweep.region)) return true
		for (const door of this.doors.values()) if (door.sweep === sweep.seq) return true
		return false
	}

	/** Chunks that changed since the last call: name → rows, null when it is empty now. */
	changes(): Map<string, Row[] | null> {
		const out = new Map<string, Row[] | null>()
		if (!this.dirty.size) return out
		const wanted = new Set([...this.dirty].map((name) => name.split(' ')[0]))
		for (const name of this.dirty) out.set(name, null)
		const put = (table: TableName, building: string, row: unknown): void => {
			const name = `${table} ${building}`
			if (!this.dirty.has(name)) return
			const rows = out.get(name)
			if (rows) rows.push(row as Row)
			else out.set(name, [row as Row])
		}
		if (wanted.has('region')) for (const row of this.regions.values()) put('region', '', row)
		if (wanted.has('household')) for (const row of this.households.values()) put('household', this.building(row.seq), row)
		if (wanted.has('resident')) for (const row of this.residents.values()) put('resident', this.building(row.household), row)
		if (wanted.has('sweep')) for (const row of this.sweeps.values()) put('sweep', '', row)
		if (wanted.has('door')) for (const row of this.doors.values()) put('door', this.building(row.household), row)
		if (wanted.has('conflict')) for (const row of this.conflicts.values()) put('conflict', this.building(row.household), row)
		this.dirty.clear()
		return out
	}

	/** They could not be written: the next time again. */
	unwritten(names: Iterable<string>): void {
		for (const name of names) this.dirty.add(name)
	}

	/** The rows of one chunk, read from the disk. */
	restore(name: string, rows: Row[]): void {
		const table = name.split(' ')[0] as TableName
		for (const row of rows) {
			if (table === 'region') this.regions.set(row.key as string, row as unknown as Region)
			else if (table === 'household') this.households.set(row.seq as number, row as unknown as Household)
			else if (table === 'resident') this.residents.set(row.seq as number, row as unknown as Resident)
			else if (table === 'sweep') this.sweeps.set(row.seq as number, row as unknown as Sweep)
			else if (table === 'door') this.doors.set(doorKey(row as unknown as Door), row as unknown as Door)
			else if (table === 'conflict') this.conflicts.set(doorKey(row as unknown as Conflict), row as unknown as Conflict)
		}
	}
}

function toldIn(row: Row): Told {
	return {
		visit: Number(row.visit),
		state: String(row.state),
		channel: String(row.channel),
		at: Number(row.at),
		by: (row.by as string | null) ?? null,
		answers: row.answers ?? null,
		note: (row.note as string | null) ?? null,
	}
}
