import { describe, expect, it } from 'vitest'
import type { DoorRow } from '../sweeps/types'
import { boundsOf, classOf, fitText, labelPoint, layoutBuildings, layoutTiles, letterOf, neighbour, placeLabels, placeName, placeOfDoor } from './layout'

function door(name: string, state = 'none', more: Partial<DoorRow> & { region?: string } = {}): DoorRow & { region: string } {
	return { household: `h-${more.region ?? ''}${name}`, door: name, state, region: '12011300100100101001', building: '1号楼', floor: null, ...more }
}

describe('a door', () => {
	it('tells its stairwell, floor and flat', () => {
		expect(placeOfDoor('2-1203')).toEqual({ stair: '2', unit: 3, floor: 12 })
		expect(placeOfDoor('301')).toEqual({ stair: '', unit: 1, floor: 3 })
		expect(placeOfDoor('5')).toEqual({ stair: '', unit: 5, floor: 1 })
	})
	it('lies on the floor that was registered', () => expect(placeOfDoor('0301', 4).floor).toBe(4))
	it('may have no number at all', () => expect(placeOfDoor('东院')).toEqual({ stair: '', unit: null, floor: 1 }))
})

describe('buildings', () => {
	it('have their floors from the top and their flats in columns', () => {
		const [one] = layoutBuildings([door('101'), door('102'), door('302'), door('201')])
		expect(one!.floors).toEqual([3, 2, 1])
		expect(one!.nColumns).toBe(2)
		expect(one!.flats.map((flat) => [flat.door, flat.row, flat.column])).toEqual([
			['302', 0, 1],
			['201', 1, 0],
			['101', 2, 0],
			['102', 2, 1],
		])
	})
	it('keep stairwells side by side', () => {
		const [one] = layoutBuildings([door('2-101'), door('1-101'), door('1-102'), door('10-101')])
		expect(one!.flats.map((flat) => [flat.door, flat.column, flat.stair])).toEqual([
			['1-101', 0, 0],
			['1-102', 1, 0],
			['2-101', 2, 1],
			['10-101', 3, 2],
		])
		expect(one!.nStairs).toBe(3)
	})
	it('give two flats of one number a place each, and those without a number too', () => {
		const [one] = layoutBuildings([door('101'), door('101A'), door('102'), door('门房')])
		expect(new Set(one!.flats.map((flat) => flat.column)).size).toBe(4)
		expect(one!.nColumns).toBe(4)
	})
	it('are told apart by their key, with their stairwells, and stand in order of number', () => {
		const found = layoutBuildings([
			door('101', 'none', { region: '12011300100100101010', building: '10号楼' }),
			door('101', 'done', { region: '1201130010010010100201', building: '2号楼' }),
			door('201', 'vacant', { region: '1201130010010010100202', building: '2号楼' }),
		])
		expect(found.map((one) => [one.name, one.flats.length, one.done])).toEqual([
			['2号楼', 2, 2],
			['10号楼', 1, 0],
		])
	})
	it('show a disputed door as a dispute, whatever its state', () => {
		expect(layoutBuildings([door('101', 'done', { conflict: 7 })])[0]!.flats[0]!.state).toBe('conflict')
	})
	it('show a household of several persons by the one who is still to do', () => {
		const [one] = layoutBuildings([door('101', 'done'), door('101', 'absent'), door('101', 'done')])
		expect(one!.flats).toHaveLength(1)
		expect(one!.flats[0]!.state).toBe('absent')
		expect(one!.flats[0]!.rows).toHaveLength(3)
	})
	it('lead from flat to flat by the arrows', () => {
		const [one] = layoutBuildings([door('101'), door('103'), door('201'), door('202')])
		const at = (name: string) => one!.flats.find((flat) => flat.door === name)!
		expect(neighbour(one!.flats, at('101'), 'ArrowRight').door).toBe('103')
		expect(neighbour(one!.flats, at('103'), 'ArrowUp').door).toBe('202')
		expect(neighbour(one!.flats, at('202'), 'ArrowDown').door).toMatch(/10[13]/)
		expect(neighbour(one!.flats, at('101'), 'ArrowLeft').door).toBe('101')
	})
})

describe('letters', () => {
	it('stand beside every colour in both languages, and no two are the same', () => {
		const states = ['done', 'absent', 'refused', 'vacant', 'moved', 'demolished', 'conflict', 'none']
		for (const lang of ['en', 'zh-CN']) expect(new Set(states.map((state) => letterOf(state, lang))).size).toBe(states.length)
		expect(letterOf('refused', 'zh-CN')).toBe('拒')
	})
})

describe('tiles', () => {
	it('fill a wide screen and a phone', () => {
		expect(layoutTiles(40, 1000).nColumns).toBe(7)
		expect(layoutTiles(40, 350).nColumns).toBe(2)
		expect(layoutTiles(3, 1000).width).toBe(260)
		expect(layoutTiles(0, 1000).total).toBe(0)
	})
	it('never overlap nor leave the width', () => {
		const grid = layoutTiles(23, 777)
		const seen = new Set(Array.from({ length: 23 }, (_, i) => JSON.stringify(grid.at(i))))
		expect(seen.size).toBe(23)
		for (let i = 0; i < 23; i++) expect(grid.at(i).x + grid.width).toBeLessThanOrEqual(777.001)
	})
	it('cut names at what fits', () => {
		expect(fitText('果园里社区居委会', 16)).toBe('果园里社区居委会')
		expect(fitText('果园里社区居委会', 10)).toBe('果园里社…')
	})
})

describe('shapes', () => {
	it('are classed without rounding up', () => {
		expect(classOf(0, 0)).toBe('unknown')
		expect(classOf(10_000, 9_999)).toBe('c95')
		expect(classOf(3, 3)).toBe('c100')
		expect(classOf(100, 79)).toBe('c50')
		expect(classOf(100, 0)).toBe('c0')
	})
	it('carry their label inside, even a horseshoe', () => {
		const shoe: [number, number][] = [[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10], [0, 0]]
		const [x, y] = labelPoint({ type: 'Polygon', coordinates: [shoe] })
		expect(x < 2 || x > 8 || y < 2).toBe(true)
	})
	it('carry it in the largest part and out of the hole', () => {
		const square = (at: number, size: number): [number, number][] => [[at, at], [at + size, at], [at + size, at + size], [at, at + size], [at, at]]
		const [x, y] = labelPoint({ type: 'MultiPolygon', coordinates: [[square(50, 1)], [square(0, 10), square(3, 4)]] })
		expect(x).toBeLessThan(10)
		expect(x > 3 && x < 7 && y > 3 && y < 7).toBe(false)
	})
	it('have a box together', () => {
		expect(boundsOf([])).toBeNull()
		expect(boundsOf([{ west: 1, south: 2, east: 3, north: 4 }, { west: 0, south: 3, east: 2, north: 9 }])).toEqual([0, 2, 3, 9])
	})
	it('show no label over another: small where a whole one does not fit, none where nothing does', () => {
		const box = (x: number): { x: number; y: number; sizes: [number, number][] } => ({ x, y: 0, sizes: [[50, 20], [20, 12]] })
		expect(placeLabels([box(0), box(36), box(40), box(100)])).toEqual([0, 1, -1, 0])
		expect(placeLabels([])).toEqual([])
	})
	it('are named by the place', () => {
		expect(placeName('果园里社区居委会')).toBe('果园里社区')
		expect(placeName('双街村村民委员会')).toBe('双街村')
		expect(placeName('第1网格')).toBe('第1网格')
	})
})
