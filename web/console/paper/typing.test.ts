// Keys and order of a paper sheet.
import { describe, expect, it } from 'vitest'
import type { DoorRow, Question } from '../sweeps/types'
import { inOrder, pagesOf, readSheetCode, sheetCode, sheetsOf } from './order'
import { begin, blanks, boxes, choicesText, commands, give, leftOut, press, readBlank, restDone, type Typing } from './typing'

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

describe('the blank fields', () => {
	const flag: Question = { key: 'q1', label: '有没有人发热？', kind: 'flag' }
	const persons: Question = { key: 'q2', label: '现住几人', kind: 'number' }
	const where: Question = { key: 'q3', label: '近期去过', kind: 'choice', choices: ['本市', '外地'] }
	const words: Question = { key: 'q4', label: '需要什么', kind: 'text' }
	it('are as many as the page has room for, and the rest is named', () => {
		expect(boxes([flag, persons]).map(({ key }) => key)).toEqual(['q1'])
		expect(blanks([flag, persons, where])).toEqual([persons, where])
		const many = [flag, persons, words, where, { ...words, key: 'q5' }]
		expect(blanks(many)).toEqual([persons, words])
		expect(leftOut(many).map(({ key }) => key)).toEqual(['q3', 'q5'])
		const flags = [1, 2, 3, 4, 5].map((i): Question => ({ ...flag, key: `f${i}` }))
		expect(leftOut(flags).map(({ key }) => key)).toEqual(['f5'])
		expect(blanks([flag])).toEqual([])
		expect(leftOut(null)).toEqual([])
	})
	it('take numbers inside the bounds, a choice by its number, and words', () => {
		expect(readBlank(persons, '３')).toEqual({ value: 3 })
		expect(readBlank(persons, '')).toEqual({})
		expect(readBlank(persons, '三')).toEqual({ wrong: 'digits' })
		expect(readBlank({ ...persons, max: 20 }, '33')).toEqual({ wrong: 'bounds' })
		expect(choicesText(where)).toBe('1 本市  2 外地')
		expect(readBlank(where, '2')).toEqual({ value: '外地' })
		expect(readBlank(where, '本市')).toEqual({ value: '本市' })
		expect(readBlank(where, '3')).toEqual({ wrong: 'choice' })
		// Where the answers are numbers, a number is the answer and not its place.
		expect(readBlank({ ...where, choices: ['2', '3'] }, '2')).toEqual({ value: '2' })
		expect(readBlank(words, ' 口罩 ')).toEqual({ value: '口罩' })
	})
	it('go into the record of a door that is done, beside the boxes', () => {
		const rows = [row('101'), row('102'), row('103')]
		let typed = type(begin(3), ['a', '1', '1', '2'], 1)
		typed = give(give(typed, 0, { q2: 3, q3: '外地' }), 2, { q2: 4 })
		const sent = commands(typed, rows, { sweep: 's', day: '2020-02-04', questions: [flag, persons, where], noReason: 'none' }, (i) => `id${i}`)
		expect(sent.map((one) => one.answers)).toEqual([{ q1: true, q2: 3, q3: '外地' }, { q1: false }, undefined])
		// Typed again, the door keeps what was written for it.
		expect(type({ ...typed, at: 0 }, ['1'], 1).marks[0]).toEqual({ state: 'done', yes: [], note: '', given: { q2: 3, q3: '外地' } })
	})
})
