import { describe, expect, it } from 'vitest'
import { doorOf } from './order'

const STAIRWELL = '1201130010010010100102'

describe('the door on a sheet', () => {
	it('stands behind its stairwell where its own name leaves that out', () => {
		expect(doorOf({ region: STAIRWELL, place: '2单元', door: '301' })).toBe('2单元 301')
	})
	it('is left as it is where it names the stairwell, or there is none', () => {
		expect(doorOf({ region: STAIRWELL, place: '2单元', door: '2-301' })).toBe('2-301')
		expect(doorOf({ region: STAIRWELL.slice(0, 20), place: '1号楼', door: '301' })).toBe('301')
	})
})
