import { beforeAll, describe, expect, it } from 'vitest'
import { setLang } from '../../shared/says'
import type { Door, FieldData, Household, Region, Resident, Sweep } from '../core/field'
import { buildingsOf, floorName, floorsOf, floorTap, isLeft, recordArgs, shareText } from './doors'

const GRID = '120113001001001'
const HOUSE = `${GRID}01001`
const LEFT = `${HOUSE}01`
const RIGHT = `${HOUSE}02`

function region(key: string, name: string, level: number): [string, Region] {
	return [key, { key, name, level, valid_until: null }]
}
function household(seq: number, at: string, door: string, floor: number | null): Household {
	return { seq, id: `h${seq}`, region: at, door, floor, kind: 'home', state: 'occupied', changed: 1 }
}
function door(household: number, state: Door['state'], more: Partial<Door> = {}): Door {
	return { sweep: 9, day: '2026-11-22', household, resident: 0, state, channel: null, n_tries: 0, next_visit: null, reason: null, conflict: null, ...more }
}
const sweep: Sweep = {
	seq: 9, id: 's', region: GRID, title: '走访', kind: 'visit', target: 'household', from_day: '2026-11-22', until_day: '2026-11-22',
	is_daily: 0, state: 'open', list_day: '2026-11-22', questions: null,
}
function data(households: Household[], doors: Door[], people: Resident[] = []): FieldData {
	const householdsIn = new Map<string, Household[]>()
	for (const one of households) householdsIn.set(one.region, [...(householdsIn.get(one.region) ?? []), one])
	return {
		regions: new Map([region(GRID, '第一网格', 6), region(`${GRID}01`, '果园里', 7), region(HOUSE, '12号楼', 8), region(LEFT, '1单元', 9), region(RIGHT, '2单元', 9)]),
		households: new Map(households.map((one) => [one.seq, one])),
		byId: new Map(households.map((one) => [one.id, one.seq])),
		householdsIn,
		residentsOf: new Map(),
		residents: new Map(people.map((one) => [one.seq, one])),
		sweeps: [sweep],
		doorsOf: new Map([[9, doors]]),
		conflicts: [],
	} as unknown as FieldData
}

describe('a walk through a building', () => {
	const all = data(
		[household(1, RIGHT, '201', 2), household(2, LEFT, '1001', 10), household(3, LEFT, '201', 2), household(4, LEFT, '102', 1), household(5, LEFT, '101', 1), household(6, GRID, '门卫室', null)],
		[door(1, 'none'), door(2, 'refused'), door(3, 'absent'), door(4, 'done'), door(5, 'done', { conflict: 77 }), door(6, 'none')],
	)
	it('ends one stairwell before it begins the next, then goes by floor and door, as on paper', () => {
		const [grid, house] = buildingsOf(all, sweep)
		expect(grid!.name).toBe('第一网格')
		expect(house!.name).toBe('果园里 12号楼')
		expect(house!.lines.map((line) => `${line.household.region.slice(-2)}-${line.household.door}`)).toEqual(['01-101', '01-102', '01-201', '01-1001', '02-201'])
		expect(floorsOf(all, house!.lines).map((floor) => `${floor.stairwell} ${floor.floor}`)).toEqual(['1单元 1', '1单元 2', '1单元 10', '2单元 2'])
		setLang('zh-CN')
		expect(shareText(all, sweep, house!)).toBe('12号楼 1/5 户已报，未报：1单元1层 101；1单元2层 201；1单元10层 1001；2单元2层 201')
	})
	it('knows a stairwell also by the names of the doors', () => {
		setLang('zh-CN')
		const names = ['2-301', '10-101', '1-102', '2-101', '1-1101', '1-101', '1-201']
		const house = data(names.map((name, i) => household(i + 1, HOUSE, name, Number(name.split('-')[1]!.slice(0, -2)))), names.map((_, i) => door(i + 1, 'none')))
		const [building] = buildingsOf(house, sweep)
		const floors = floorsOf(house, building!.lines)
		expect(floors.map((floor) => [floorName(floor), ...floor.lines.map((line) => line.household.door)].join(' '))).toEqual([
			'1单元 1 层 1-101 1-102', '1单元 2 层 1-201', '1单元 11 层 1-1101', '2单元 1 层 2-101', '2单元 3 层 2-301', '10单元 1 层 10-101',
		])
		expect(new Set(floors.map((floor) => floor.key)).size).toBe(floors.length)
		expect(shareText(house, sweep, building!)).toBe('12号楼 0/7 户已报，未报：1层 1-101 1-102；2层 1-201；11层 1-1101；1层 2-101；3层 2-301；1层 10-101')
	})
	it('says a stairwell once, though the doors say it too', () => {
		setLang('zh-CN')
		const stair = `${HOUSE}01`
		const house = data([household(1, stair, '1-101', 1), household(2, stair, '1-201', 2)], [door(1, 'none'), door(2, 'none')])
		expect(floorsOf(house, buildingsOf(house, sweep)[0]!.lines).map(floorName)).toEqual(['1单元 1 层', '1单元 2 层'])
	})
	it('counts a disputed door as disputed, not as done and not as left', () => {
		const house = buildingsOf(all, sweep)[1]!
		expect([house.n, house.nValid, house.nLeft, house.nConflict]).toEqual([5, 1, 3, 1])
		expect(isLeft(door(1, 'done', { conflict: 3 }))).toBe(false)
	})
})

describe('one tap for a floor', () => {
	const all = data(
		[1, 2, 3, 4, 5].map((seq) => household(seq, HOUSE, `10${seq}`, 1)),
		[door(1, 'none'), door(2, 'absent'), door(3, 'refused'), door(4, 'done'), door(5, 'done', { conflict: 8 })],
	)
	const [floor] = floorsOf(all, buildingsOf(all, sweep)[0]!.lines)
	it('leaves out who refused, what is told and what is disputed', () => {
		expect(floorTap(floor!, sweep).map((line) => line.household.door)).toEqual(['101', '102'])
	})
	it('is not offered where questions are asked or persons counted', () => {
		expect(floorTap(floor!, { ...sweep, questions: [{ key: 'q1', label: '?' }] })).toEqual([])
		expect(floorTap(floor!, { ...sweep, target: 'person' })).toEqual([])
	})
})

describe('the text for the group', () => {
	beforeAll(() => setLang('zh-CN'))
	it('names doors that are missing by floor, disputed ones too, and nobody', () => {
		const all = data(
			[household(1, HOUSE, '301', 3), household(2, HOUSE, '302', 3), household(3, HOUSE, '401', 4), household(4, HOUSE, '402', 4)],
			[door(1, 'none'), door(2, 'refused'), door(3, 'vacant'), door(4, 'done', { conflict: 5 })],
		)
		expect(shareText(all, sweep, buildingsOf(all, sweep)[0]!)).toBe('12号楼 1/4 户已报，未报：3层 301 302；4层 402')
	})
	it('ends after the count when nothing is missing', () => {
		const all = data([household(1, HOUSE, '301', 3)], [door(1, 'done')])
		expect(shareText(all, sweep, buildingsOf(all, sweep)[0]!)).toBe('12号楼 1/1 户已报')
	})
})

describe('a record', () => {
	it('names the day of the list and, in a sweep of persons, the person', () => {
		const one = household(1, HOUSE, '301', 3)
		const line = { key: '1.0', door: door(1, 'none'), household: one, resident: null, head: null }
		expect(recordArgs(sweep, line, { state: 'done', channel: 'door' })).toEqual({ sweep: 's', household: 'h1', day: '2026-11-22', state: 'done', channel: 'door' })
		const person = { id: 'r7' } as Resident
		expect(recordArgs(sweep, { ...line, resident: person }, { state: 'done' }).resident).toBe('r7')
	})
})
