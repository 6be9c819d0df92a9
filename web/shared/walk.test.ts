// The same doors in the same order as test/unit/walk_test.c.
import { describe, expect, it } from 'vitest'
import { byFloor, byWalk, natural, stairwellOf, type WalkDoor } from './walk'

const HOUSE = '12011300300100101001'

function at(door: string, floor: number | null, region = HOUSE): WalkDoor {
	return { region, door, floor }
}

describe('a walk', () => {
	it('counts as people count', () => {
		expect(['1001', '302', '31', '甲2', '甲10'].sort(natural)).toEqual(['31', '302', '1001', '甲2', '甲10'])
	})
	it('knows the stairwell in front of a door', () => {
		expect(['1-102', '01-102', '1单元102', '2门-301', 'A-5', '3-2-301', '1-101-2', '101-2', '101', '门卫室', '1-', '1门卫'].map(stairwellOf))
			.toEqual(['1', '1', '1', '2', 'A', '3-2', '1', '', '', '', '', ''])
	})
	it('ends one stairwell before it begins the next', () => {
		const doors = [
			at('1101', 11, `${HOUSE}02`), at('101', 1, `${HOUSE}02`), at('101', 1, `${HOUSE}01`), at('1101', 11, `${HOUSE}01`),
			at('10-101', 1), at('2-1101', 11), at('2-101', 1), at('2-201', 2), at('1-102', 1), at('1-1001', 10), at('1-201', 2), at('门卫室', null),
		]
		expect(doors.sort(byWalk).map((one) => `${one.region.slice(20)} ${one.door}`.trim())).toEqual([
			'门卫室', '1-102', '1-201', '1-1001', '2-101', '2-201', '2-1101', '10-101', '01 101', '01 1101', '02 101', '02 1101',
		])
		expect([byFloor(at('1-101', 1), at('01-102', 1)), byFloor(at('1-101', 1), at('1单元102', 1))]).toEqual([0, 0])
		expect(byFloor(at('1-101', 1), at('2-101', 1))).toBeLessThan(0)
	})
})
