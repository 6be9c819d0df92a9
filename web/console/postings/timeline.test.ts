import { describe, expect, test } from 'vitest'
import { bars, holes, monday, windowOf } from './timeline'
import type { PostingRow } from './types'

const H = 3_600_000
const START = Date.UTC(2020, 1, 3, 16) // 2020-02-04 00:00 in Beijing
const row = (posting: string, from: number, until: number | null, role = 'grid_worker', duty = 'member'): PostingRow =>
	({ posting, role, duty, region: '1', from_at: START + from * H, until_at: until === null ? null : START + until * H })
const day = windowOf(START, 'day')

test('the week begins on Monday', () => {
	expect(new Date(monday(START) + 8 * H).toISOString().slice(0, 10)).toBe('2020-02-03')
	expect(monday(monday(START))).toBe(monday(START))
})
describe('holes', () => {
	test('between two shifts', () => {
		expect(holes([row('a', -4, 8), row('b', 9, null)], day)).toEqual([{ from: START + 8 * H, until: START + 9 * H }])
	})
	test('all day when nobody answers; a member of an office does not', () => {
		expect(holes([row('a', 0, 24, 'officer', 'member'), row('v', 0, 24, 'volunteer')], day)).toEqual([day])
	})
	test('none when shifts overlap or join', () => {
		expect(holes([row('a', -4, 8), row('b', 8, 20), row('c', 7, 30)], day)).toEqual([])
		expect(holes([row('z', 30, 40), row('a', 0, 24, 'officer', 'deputy')], day)).toEqual([])
	})
})
test('bars are cut at the window and never overlap in a lane', () => {
	const made = bars([row('a', -4, 8), row('b', 6, null), row('c', 9, 10), row('gone', -9, -5)], day)
	expect(made.map((one) => [one.posting.posting, one.lane, one.isCutLeft, one.isCutRight])).toEqual([
		['a', 0, true, false],
		['b', 1, false, true],
		['c', 0, false, false],
	])
})
