// What the screens show: the server's rows of all parcels, and over them what this
// phone wrote and has not read back.
// Rule: rows are replaced, never changed, so that a parcel stays the server's word.
import type { Conflict, Door, FieldData, Household, Region, Resident, Sweep } from './field'
import { doorKey, type Parcel } from './parcel'
import { byWalk } from '../../shared/walk'

function groupInto<K, Row>(rows: Iterable<Row>, keyOf: (row: Row) => K): Map<K, Row[]> {
	const groups = new Map<K, Row[]>()
	for (const row of rows) {
		const group = groups.get(keyOf(row))
		if (group) group.push(row)
		else groups.set(keyOf(row), [row])
	}
	return groups
}

export class Draft {
	readonly regions = new Map<string, Region>()
	readonly households = new Map<number, Household>()
	readonly residents = new Map<number, Resident>()
	readonly sweeps = new Map<number, Sweep>()
	readonly doors = new Map<string, Door>()
	readonly conflicts = new Map<string, Conflict>()
	/** Id of a household, a resident, a sweep → its number. */
	readonly seqOf = new Map<string, number>()
	/** What an effect changed, so that only that is put in order again. */
	private readonly touched = { regions: new Set<string>(), homes: new Set<number>(), sweeps: new Set<number>() }

	constructor(parcels: Iterable<Parcel> = []) {
		for (const parcel of parcels) {
			for (const [key, row] of parcel.regions) this.regions.set(key, row)
			for (const [seq, row] of parcel.households) this.households.set(seq, row)
			for (const [seq, row] of parcel.residents) this.residents.set(seq, row)
			for (const [seq, row] of parcel.sweeps) if (parcel.concerns(row)) this.sweeps.set(seq, row)
			for (const [key, row] of parcel.doors) this.doors.set(key, row)
			for (const [key, row] of parcel.conflicts) this.conflicts.set(key, row)
		}
		for (const rows of [this.households, this.residents, this.sweeps] as Array<Map<number, { id: string }>>)
			for (const [seq, row] of rows) this.seqOf.set(row.id, seq)
	}

	household(id: unknown): Household | undefined {
		return this.households.get(this.seqOf.get(String(id)) ?? NaN)
	}
	resident(id: unknown): Resident | undefined {
		return this.residents.get(this.seqOf.get(String(id)) ?? NaN)
	}
	sweep(id: unknown): Sweep | undefined {
		return this.sweeps.get(this.seqOf.get(String(id)) ?? NaN)
	}

	putHousehold(row: Household): void {
		const was = this.households.get(row.seq)
		if (was) this.touched.regions.add(was.region)
		this.households.set(row.seq, { ...row, is_waiting: true })
		this.seqOf.set(row.id, row.seq)
		this.touched.regions.add(row.region)
	}
	putResident(row: Resident): void {
		const was = this.residents.get(row.seq)
		if (was) this.touched.homes.add(was.household)
		this.residents.set(row.seq, { ...row, is_waiting: true })
		this.seqOf.set(row.id, row.seq)
		this.touched.homes.add(row.household)
	}
	putDoor(row: Door): void {
		this.doors.set(doorKey(row), { ...row, is_waiting: true })
		this.touched.sweeps.add(row.sweep)
	}
	dropConflict(key: string): void {
		this.conflicts.delete(key)
	}

	private walk = (a: Household, b: Household): number =>
		byWalk(a, b) || a.seq - b.seq
	private static home = (a: Resident, b: Resident): number =>
		Number(a.state !== 'living') - Number(b.state !== 'living') || Number(a.relation !== 'head') - Number(b.relation !== 'head') || a.seq - b.seq

	private order(doors: Door[]): Door[] {
		const place = new Map<number, number>()
		const homes = [...new Set(doors.map((door) => door.household))].map((seq) => this.households.get(seq)).filter((home) => home !== undefined)
		homes.sort(this.walk).forEach((home, i) => place.set(home.seq, i))
		// A door whose household the phone does not carry has nothing to show.
		return doors.filter((door) => place.has(door.household)).sort((a, b) => place.get(a.household)! - place.get(b.household)! || a.resident - b.resident)
	}

	/** For the screens; with what was shown before, only what changed is put in order. */
	show(before?: FieldData): FieldData {
		const { touched } = this
		const part = before !== undefined
		const householdsIn = new Map(part ? (before.householdsIn as Map<string, Household[]>) : [])
		const residentsOf = new Map(part ? (before.residentsOf as Map<number, Resident[]>) : [])
		const doorsOf = new Map(part ? (before.doorsOf as Map<number, Door[]>) : [])
		const homes = groupInto(this.households.values(), (row) => row.region)
		for (const region of part ? touched.regions : homes.keys()) householdsIn.set(region, (homes.get(region) ?? []).sort(this.walk))
		const people = groupInto(this.residents.values(), (row) => row.household)
		for (const home of part ? touched.homes : people.keys()) residentsOf.set(home, (people.get(home) ?? []).sort(Draft.home))
		const doors = groupInto(this.doors.values(), (row) => row.sweep)
		// A door shows its household's number: a renumbered one is put in order anew.
		for (const sweep of part && !touched.regions.size ? touched.sweeps : doors.keys()) doorsOf.set(sweep, this.order(doors.get(sweep) ?? []))
		Object.values(touched).forEach((set) => set.clear())
		return {
			regions: part ? before.regions : new Map(this.regions),
			households: new Map(this.households),
			householdsIn,
			residents: new Map(this.residents),
			residentsOf,
			sweeps: [...this.sweeps.values()].filter((sweep) => sweep.state !== 'closed').sort((a, b) => b.seq - a.seq),
			doorsOf,
			conflicts: [...this.conflicts.values()],
			byId: new Map(this.seqOf),
		}
	}
}
