// Keys and order of a paper sheet.
import { describe, expect, it } from 'vitest'
import type { DoorRow } from '../sweeps/types'
import { inOrder, pagesOf, readSheetCode, sheetCode, sheetsOf } from './order'
import { begin, commands, press, restDone, type Typing } from './typing'

function row(door: string, more: Partial<DoorRow> = {}): DoorRow {
	return { household: `h${door}`, door, region: '12011300100100101001', state: 'none', ...more }
}
function type(typing: Typing, keys: string[], nBoxes = 0): Typing {
	return keys.reduce((now, key) => press(now, key, nBoxes) ?? now, typing)
}

describe('the order of a sheet', () => {
	it('goes by building, stairwell, floor, door', () => {
		const rows = [
			row('201', { floor: 2 }), row('1001', { floor: 1 }), row('102', { floor: 1 }),
			row('101', { region: '12011300100100101002', floor: 1 }), row('9', { floor: null }),
		]
		expect(inOrder(rows).map((one) => one.door)).toEqual(['9', '102', '1001', '201', '101'])
		const stairs = [row('2-101', { floor: 1 }), row('1-201', { floor: 2 }), row('1-1001', { floor: 10 }), row('1-102', { floor: 1 }), row('1-101', { floor: 1 })]
		expect(inOrder(stairs).map((one) => one.door)).toEqual(['1-101', '1-102', '1-201', '1-1001', '2-101'])
		const regions = [['02', 1], ['01', 2], ['02', 2], ['01', 1]].map(([end, floor]) => row(`${floor}01`, { region: `12011300100100101001${end}`, floor: Number(floor) }))
		expect(inOrder(regions).map((one) => `${one.region!.slice(20)} ${one.door}`)).toEqual(['01 101', '01 201', '02 101', '02 201'])
		expect(sheetsOf(inOrder(rows)).map((one) => one.rows.length)).toEqual([4, 1])
	})
	it('fills pages', () => {
		expect(pagesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
	})
})

describe('the code on a sheet', () => {
	const code = { sweep: '019f-x', region: '12011300100100101001', day: '2020-02-04' }
	it('says which sheet it is', () => {
		expect(readSheetCode(sheetCode('https://lf.example', code))).toEqual(code)
	})
	it('is read also with full-width signs, and nothing else is', () => {
		expect(readSheetCode('https：//lf.example/paper/type？s=019f-x＆r=12011300100100101001&d=2020-02-04\n')).toEqual(code)
		expect(readSheetCode('https://lf.example/resident/#g=abc')).toBeNull()
		expect(readSheetCode('6901234567892')).toBeNull()
	})
})

describe('the keys', () => {
	const rows = [row('101'), row('102', { state: 'done', channel: 'phone' }), row('201'), row('202')]
	it('take one press a door, and leave what is not typed', () => {
		const typed = type(begin(4), ['1', '0', '2', 'Enter'])
		expect(typed.at).toBe(4)
		expect(typed.marks.map((one) => one?.state ?? null)).toEqual(['done', null, 'absent', null])
		expect(press(typed, '1', 0)).toBeNull()
	})
	it('go back and take away again', () => {
		const typed = type(begin(4), ['3', 'ArrowUp', '0', '4', 'ArrowUp', 'ArrowUp'])
		expect(typed.marks.map((one) => one?.state ?? null)).toEqual([null, 'vacant', null, null])
		expect(typed.at).toBe(0)
	})
	it('know full-width digits and letters of boxes', () => {
		const typed = type(begin(2), ['a', '１', 'b', 'b', '1'], 2)
		expect(typed.marks.map((one) => one?.yes)).toEqual([['a'], []])
		expect(press(begin(2), 'c', 2)).toBeNull()
	})
	it('mark the rest, but nothing that is recorded', () => {
		const typed = restDone(type(begin(4), ['2']), rows)
		expect(typed.marks.map((one) => one?.state ?? null)).toEqual(['absent', null, 'done', 'done'])
	})
	it('become records made on paper', () => {
		const typed = type(begin(4), ['a', '1', '0', '3'], 1)
		const questions = [{ key: 'q1', label: '有没有人发热？', kind: 'flag' as const }, { key: 'q2', label: '几人？', kind: 'number' as const }]
		const sent = commands(typed, rows, { sweep: 's', day: '2020-02-04', questions, noReason: 'none' }, (i) => `id${i}`)
		expect(sent).toEqual([
			{ command: 'visit.record', id: 'id0', region: rows[0]!.region, sweep: 's', household: 'h101', day: '2020-02-04', state: 'done', channel: 'paper', answers: { q1: true } },
			{ command: 'visit.record', id: 'id2', region: rows[2]!.region, sweep: 's', household: 'h201', day: '2020-02-04', state: 'refused', channel: 'paper', reason: 'none' },
		])
	})
})
