// A sweep as one walks it: buildings, stairwells, floors, doors; what is left, and the text
// for the group.
// Rule: the same doors are left as on the server's work list: not yet, absent,
// refused, and those in conflict (rooms/sweep_worklist.c).
import type { Conflict, Door, FieldData, Household, Resident, Sweep } from '../core/field'
import { buildingOf, BUILDING, gridOf, nameOf, placeName } from './places'
import { lang, t } from '../../shared/says'
import * as walk from '../../shared/walk'

export interface Line {
	/** "12.0": unique in the sweep. */
	key: string
	door: Door
	household: Household
	/** The person, in a sweep of persons. */
	resident: Resident | null
	/** Whom to ask for. */
	head: Resident | null
}

export interface Floor {
	key: string
	/** Name of the region that is a stairwell, "2单元", or empty. */
	stairwell: string
	/** What names the stairwell in the doors' own names: "2" of "2-301", or empty. */
	prefix: string
	floor: number | null
	lines: Line[]
}

export interface Building {
	key: string
	name: string
	grid: string
	lines: Line[]
	n: number
	nValid: number
	nLeft: number
	nConflict: number
}

const VALID = new Set(['done', 'vacant', 'moved', 'demolished'])

export function isValid(door: Door): boolean {
	return VALID.has(door.state) && door.conflict === null
}

/** Somebody should still come or call. */
export function isLeft(door: Door): boolean {
	return !VALID.has(door.state) && door.conflict === null
}

/** Those who live there now; the head first. */
export function headOf(data: FieldData, household: number): Resident | null {
	const living = (data.residentsOf.get(household) ?? []).filter((one) => one.state === 'living')
	return living.find((one) => one.relation === 'head') ?? living[0] ?? null
}

export function lineOf(data: FieldData, door: Door): Line | null {
	const household = data.households.get(door.household)
	if (!household) return null
	return {
		key: `${door.household}.${door.resident}`,
		door,
		household,
		resident: door.resident ? (data.residents.get(door.resident) ?? null) : null,
		head: headOf(data, door.household),
	}
}

/** The order of a walk: building, stairwell, floor, door (domain/door_row.c). */
export function byWalk(a: Line, b: Line): number {
	const one = a.household, two = b.household
	return walk.byWalk(one, two) || one.seq - two.seq || a.door.resident - b.door.resident
}

export function linesOf(data: FieldData, sweep: Sweep): Line[] {
	const lines: Line[] = []
	for (const door of data.doorsOf.get(sweep.seq) ?? []) {
		const line = lineOf(data, door)
		if (line) lines.push(line)
	}
	return lines
}

function count(building: Building): Building {
	building.n = building.lines.length
	for (const { door } of building.lines) {
		if (door.conflict !== null) building.nConflict++
		else if (isLeft(door)) building.nLeft++
		else building.nValid++
	}
	building.lines.sort(byWalk)
	return building
}

export function buildingsOf(data: FieldData, sweep: Sweep): Building[] {
	const found = new Map<string, Building>()
	for (const line of linesOf(data, sweep)) {
		const key = buildingOf(line.household.region)
		let building = found.get(key)
		if (!building) {
			building = { key, name: placeName(data.regions, key), grid: gridOf(key), lines: [], n: 0, nValid: 0, nLeft: 0, nConflict: 0 }
			found.set(key, building)
		}
		building.lines.push(line)
	}
	return [...found.values()].map(count).sort((a, b) => (a.key < b.key ? -1 : 1))
}

export function floorsOf(data: FieldData, lines: readonly Line[]): Floor[] {
	const floors: Floor[] = []
	for (const line of lines) {
		const { floor, region, door } = line.household
		const last = floors[floors.length - 1]
		if (last && walk.byFloor(last.lines[0]!.household, line.household) === 0) {
			last.lines.push(line)
			continue
		}
		const prefix = walk.stairwellOf(door)
		floors.push({ key: `${region}.${prefix}.${floor ?? ''}`, floor, stairwell: region.length > BUILDING ? nameOf(data.regions, region) : '', prefix, lines: [line] })
	}
	return floors
}

/** "2单元 3层": the stairwell by its region, in a building also by the doors' own names;
    outside of buildings these may begin with a house. */
export function floorName(floor: Floor): string {
	const isHouse = floor.lines[0]!.household.region.length >= BUILDING
	// "1单元" says what the 1 of "1-101" says.
	const isSaid = !floor.prefix || floor.stairwell.match(/^\d+/)?.[0] === floor.prefix
	const prefix = isSaid ? '' : isHouse && !floor.stairwell && /^\d+$/.test(floor.prefix) ? t('Stairwell {n}', { n: floor.prefix }) : `${floor.prefix}-`
	return [floor.stairwell, prefix, floor.floor === null ? t('Without a floor') : t('Floor {n}', { n: floor.floor })].filter(Boolean).join(' ')
}

/** What one tap for a floor would mark: nobody who refused, nothing already told; never
    where questions are asked or each person counts. */
export function floorTap(floor: Floor, sweep: Sweep): Line[] {
	if (sweep.questions?.length || sweep.target === 'person') return []
	const open = floor.lines.filter(({ door }) => door.conflict === null && (door.state === 'none' || door.state === 'absent'))
	return open.length > 1 ? open : []
}

function missing(floors: readonly Floor[]): string {
	const zh = lang() === 'zh-CN'
	const parts: string[] = []
	for (const floor of floors) {
		const doors = [...new Set(floor.lines.filter(({ door }) => !isValid(door)).map((line) => line.household.door))]
		if (!doors.length) continue
		const stairwell = floor.stairwell ? (zh ? floor.stairwell : `${floor.stairwell} `) : ''
		const where = floor.floor === null ? stairwell : stairwell + (zh ? `${floor.floor}层` : `floor ${floor.floor}:`)
		parts.push([where, ...doors].filter(Boolean).join(' '))
	}
	if (!parts.length) return ''
	return (zh ? '，未报：' : '; not yet: ') + parts.join(zh ? '；' : '; ')
}

/** The text for a building's group, as the server writes it: doors, never people. */
export function shareText(data: FieldData, sweep: Sweep, building: Building): string {
	// The server names a single building by its own name alone.
	const name = nameOf(data.regions, building.key)
	const persons = sweep.target === 'person'
	const head = lang() === 'zh-CN'
		? `${name} ${building.nValid}/${building.n} ${persons ? '人' : '户'}已报`
		: `${name}: ${building.nValid} of ${building.n} ${persons ? 'persons' : 'households'} reported`
	return head + missing(floorsOf(data, building.lines))
}

export function conflictKey(one: Conflict | Door): string {
	return `${one.sweep}.${one.household}.${one.resident}`
}

/** "301", in a sweep of persons "301 王*明". */
export function lineName(line: Line): string {
	return [line.household.door, line.resident?.name].filter(Boolean).join(' ')
}

/** Arguments of a record at this door. */
export function recordArgs(sweep: Sweep, line: Line, more: Record<string, unknown>): Record<string, unknown> {
	return {
		sweep: sweep.id,
		household: line.household.id,
		...(line.resident ? { resident: line.resident.id } : {}),
		day: sweep.list_day,
		...more,
	}
}
