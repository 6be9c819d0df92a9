import { expect, test } from 'vitest'
import { linesOf, POINTS, sidesOf } from './page'
import type { RosterShift } from '../types'

const H = 3_600_000
const START = Date.UTC(2020, 1, 4) // 2020-02-04 08:00 in Beijing
function roster(days: number, hours: number, n: number) {
	const shifts: RosterShift[] = Array.from({ length: (days * 24) / hours }, (_, i) => ({
		from_at: START + i * hours * H,
		until_at: START + (i + 1) * hours * H,
		people: Array.from({ length: n }, (_, k) => ({ login: `p${k}`, name: '欧阳建国' })),
	}))
	return { shifts, from_day: '2020-02-04', days }
}

test('names are broken between names', () => {
	expect(linesOf(['王小明', '李梅'], 10)).toBe(1)
	expect(linesOf(['王小明', '李梅'], 5)).toBe(2)
	expect(linesOf([], 5)).toBe(1)
})
test('a week of three shifts is one side in large letters', () => {
	expect(sidesOf(roster(7, 8, 1))).toMatchObject([{ from: 0, until: 7, points: POINTS[0] }])
})
test('two weeks of four shifts with four people are one side', () => {
	expect(sidesOf(roster(14, 6, 4))).toHaveLength(1)
})
test('what cannot fit one side is divided, and no day is lost', () => {
	const sides = sidesOf(roster(14, 6, 12))
	expect(sides.length).toBeGreaterThan(1)
	expect(sides[0]!.from).toBe(0)
	expect(sides.at(-1)!.until).toBe(14)
	expect(sides.slice(1).every((side, i) => side.from === sides[i]!.until)).toBe(true)
})
