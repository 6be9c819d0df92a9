import { describe, expect, test } from 'vitest'
import { add, asShifts, findingsOf, gridOf, instants, isNight, loads, move, remove, setTimes, step, times } from './grid'
import type { RosterShift } from '../types'

const H = 3_600_000
const START = Date.UTC(2020, 1, 3, 16) // 2020-02-04 00:00 in Beijing
const li = { login: 'li', name: '李梅' }
const wu = { login: 'wu', name: '吴强' }
const shift = (from: number, until: number, ...people: (typeof li)[]): RosterShift => ({ from_at: START + from * H, until_at: START + until * H, people })
const three = [shift(0, 8, li), shift(8, 16, wu), shift(16, 24), shift(24, 32), shift(32, 40, li), shift(40, 48, wu)]

describe('the grid', () => {
	test('has days across and shifts down', () => {
		const grid = gridOf(three, '2020-02-04', 2)
		expect(grid.days).toEqual(['2020-02-04', '2020-02-05'])
		expect(grid.rows).toEqual(['00:00–08:00', '08:00–16:00', '16:00–24:00'])
		expect(grid.cells[1]![1]).toMatchObject({ i: 4 })
	})
	test('keeps a place empty where a day has fewer shifts', () => {
		const grid = gridOf([shift(0, 24), shift(24, 36), shift(36, 48)], '2020-02-04', 2)
		expect(grid.cells[1]![0]).toBeNull()
		expect(step(grid, { row: 0, day: 0 }, 'ArrowDown')).toEqual({ row: 0, day: 0 })
		expect(step(grid, { row: 0, day: 0 }, 'ArrowRight')).toEqual({ row: 0, day: 1 })
		expect(step(grid, { row: 1, day: 1 }, 'ArrowLeft')).toEqual({ row: 1, day: 1 })
		expect(step(grid, { row: 0, day: 1 }, 'Home')).toEqual({ row: 0, day: 0 })
	})
	test('a day of duty goes on past midnight', () => {
		const round = [shift(8, 16), shift(16, 24), shift(24, 32), shift(32, 40), shift(40, 48), shift(48, 56)]
		const grid = gridOf(round, '2020-02-04', 2)
		expect(grid.rows).toEqual(['08:00–16:00', '16:00–24:00', '00:00–08:00'])
		expect(grid.cells[2]!.map((cell) => cell?.i)).toEqual([2, 5])
		expect(times(shift(20, 32))).toBe('20:00–08:00')
	})
	test('a shift that begins ten minutes early or late stays in its column', () => {
		const round = [shift(8, 20), shift(20, 32), shift(31.9, 44), shift(44.2, 56)]
		expect(gridOf(round, '2020-02-04', 2).cells.map((row) => row.map((cell) => cell?.i))).toEqual([[0, 2], [1, 3]])
	})
})
describe('changes', () => {
	test('nobody stands twice in one shift', () => {
		expect(add(three, 0, li)[0]!.people).toEqual([li])
		expect(add(three, 2, li)[2]!.people).toEqual([li])
		expect(three[2]!.people).toEqual([])
	})
	test('moving takes from one and gives to the other', () => {
		const moved = move(three, 0, 2, li)
		expect([moved[0]!.people, moved[2]!.people]).toEqual([[], [li]])
		expect(move(three, 0, 0, li)).toEqual(three)
		expect(remove(three, 1, 'wu')[1]!.people).toEqual([])
	})
	test('times: an end before the start is on the next day', () => {
		expect(instants('2020-02-04', '20:00', '08:00')).toEqual([START + 20 * H, START + 32 * H])
		expect(instants('2020-02-04', '16:00', '24:00')).toEqual([START + 16 * H, START + 24 * H])
		expect(instants('2020-02-04', '8', '16:00')).toBeNull()
		expect(asShifts(setTimes(three, 0, START, START + 7.5 * H))[0]).toEqual({ from_at: START, until_at: START + 7.5 * H, people: ['li'] })
	})
})
test('a finding belongs to the shift it overlaps and, when it names somebody, to theirs', () => {
	const rest = { fault: 'rest', from_at: START, until_at: START + 8 * H, name: '李梅', sentence: '' }
	const gap = { fault: 'gap', from_at: START + 16 * H, until_at: START + 24 * H, sentence: '' }
	expect(findingsOf([rest, gap], three[0]!)).toEqual([rest])
	expect(findingsOf([rest, gap], three[1]!)).toEqual([])
	expect(findingsOf([rest, gap], three[2]!)).toEqual([gap])
})
test('nights and hours of each person', () => {
	expect([isNight(shift(0, 8)), isNight(shift(8, 16)), isNight(shift(16, 24)), isNight(shift(15, 22.5)), isNight(shift(20, 32))]).toEqual([true, false, true, false, true])
	expect(loads(three).get('li')).toEqual({ n: 2, minutes: 960, nights: 1 })
	expect(loads(three).get('wu')).toEqual({ n: 2, minutes: 960, nights: 1 })
})
