// Where things stand in the drawings of the map page: flats in buildings, tiles
// of regions, labels on shapes.  Nothing here touches the screen.
import type { DoorRow } from '../sweeps/types'
import type { Boundary, Class, Geometry, Ring } from './types'

/* Flats. */

/** Letters beside the colours of doors. */
const LETTERS: Record<string, [en: string, zh: string]> = {
	done: ['✓', '✓'],
	absent: ['A', '无'],
	refused: ['R', '拒'],
	vacant: ['V', '空'],
	moved: ['M', '搬'],
	demolished: ['X', '拆'],
	conflict: ['!', '!'],
	none: ['·', '·'],
}
export const DOOR_STATES = Object.keys(LETTERS)

export function letterOf(state: string, lang: string): string {
	return LETTERS[state]?.[lang === 'en' ? 0 : 1] ?? '?'
}

export interface Flat {
	household: string
	door: string
	/** A door state, or "conflict" while records disagree. */
	state: string
	/** One row; in a sweep of persons one for each. */
	rows: DoorRow[]
	floor: number
	/** From the top, from the left; the gap between stairwells is not counted. */
	row: number
	column: number
	stair: number
}

export interface Building {
	key: string
	name: string
	flats: Flat[]
	/** From the top down; storeys nobody lives on are not drawn. */
	floors: number[]
	nColumns: number
	nStairs: number
	done: number
}

/** Of the persons behind one door, the state that still needs somebody. */
const URGENCY = ['conflict', 'refused', 'absent', 'none', 'moved', 'demolished', 'vacant', 'done']
const SETTLED = new Set(['done', 'vacant', 'moved', 'demolished'])

function stateOf(door: DoorRow): string {
	return door.conflict ? 'conflict' : door.state
}

function natural(a: string, b: string): number {
	return a.localeCompare(b, 'zh-CN', { numeric: true })
}

/** "2-1203" is stairwell 2, floor 12, the third flat; "东院" is none of these. */
export function placeOfDoor(door: string, floor?: number | null): { stair: string; unit: number | null; floor: number } {
	const parts = /^(?:(.*?)[-－—]\s*)?(\d{1,5})\D?$/.exec(door.trim())
	if (!parts) return { stair: '', unit: null, floor: floor ?? 1 }
	const number = Number(parts[2])
	return {
		stair: parts[1] ?? '',
		unit: number >= 100 ? number % 100 : number,
		floor: floor ?? (number >= 100 ? Math.floor(number / 100) : 1),
	}
}

function layoutBuilding(key: string, name: string, doors: DoorRow[]): Building {
	const households = new Map<string, DoorRow[]>()
	for (const door of doors) households.set(door.household, [...(households.get(door.household) ?? []), door])
	const placed = [...households.values()].map((rows) => ({ rows, ...placeOfDoor(rows[0]!.door, rows[0]!.floor) }))
	const stairs = [...new Set(placed.map((one) => one.stair))].sort(natural)
	const floors = [...new Set(placed.map((one) => one.floor))].sort((a, b) => b - a)
	// A flat keeps the column of its number on every floor; what has none, or shares
	// one ("301A"), goes to the next free column of its floor.
	const taken = new Set<string>()
	const flats: Flat[] = []
	let first = 0
	for (const [stair, name_] of stairs.entries()) {
		const here = placed.filter((one) => one.stair === name_).sort((a, b) => natural(a.rows[0]!.door, b.rows[0]!.door))
		const units = [...new Set(here.flatMap((one) => (one.unit === null ? [] : [one.unit])))].sort((a, b) => a - b)
		let widest = units.length
		for (const hasUnit of [true, false])
			for (const one of here.filter((each) => (each.unit !== null) === hasUnit)) {
				let column = first + (hasUnit ? units.indexOf(one.unit!) : 0)
				while (taken.has(`${one.floor}:${column}`)) column++
				taken.add(`${one.floor}:${column}`)
				widest = Math.max(widest, column - first + 1)
				const states = one.rows.map(stateOf)
				flats.push({
					household: one.rows[0]!.household,
					door: one.rows[0]!.door,
					state: URGENCY.find((state) => states.includes(state)) ?? states[0]!,
					rows: one.rows,
					floor: one.floor,
					row: floors.indexOf(one.floor),
					column,
					stair,
				})
			}
		first += widest
	}
	flats.sort((a, b) => a.row - b.row || a.column - b.column)
	return { key, name, flats, floors, nColumns: first, nStairs: stairs.length, done: flats.filter((flat) => SETTLED.has(flat.state)).length }
}

/** Characters of the key of a building; stairwells below it belong to it. */
const BUILDING = 20

/** The doors of a grid as buildings with their storeys, in order of name. */
export function layoutBuildings(doors: (DoorRow & { region?: string | null; place?: string | null })[]): Building[] {
	const groups = new Map<string, { name: string; doors: DoorRow[] }>()
	for (const door of doors) {
		const key = (door.region ?? '').slice(0, BUILDING)
		const group = groups.get(key) ?? { name: door.building || door.place || '', doors: [] }
		group.doors.push(door)
		groups.set(key, group)
	}
	return [...groups].map(([key, group]) => layoutBuilding(key, group.name, group.doors)).sort((a, b) => natural(a.name, b.name) || (a.key < b.key ? -1 : 1))
}

/** The flat an arrow key leads to: the nearest in that direction, or the same. */
export function neighbour(flats: Flat[], from: Flat, key: string): Flat {
	const [dx, dy] = ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, [number, number]>)[key] ?? [0, 0]
	let found = from
	let least = Infinity
	for (const flat of flats) {
		const along = (flat.column - from.column) * dx + (flat.row - from.row) * dy
		const across = Math.abs(dx ? flat.row - from.row : flat.column - from.column)
		if (along <= 0 || (dx && across)) continue
		if (along + across * 2 < least) {
			least = along + across * 2
			found = flat
		}
	}
	return found
}

/* Tiles. */

export interface Grid {
	nColumns: number
	width: number
	height: number
	at: (i: number) => { x: number; y: number }
	total: number
}

/** Tiles of equal size that fill the width, at least 132 wide, at most 10 a row. */
export function layoutTiles(n: number, width: number, height = 86, gap = 10): Grid {
	const fit = Math.max(1, Math.floor((width + gap) / (132 + gap)))
	const nColumns = Math.max(1, Math.min(fit, 10, n))
	const tile = Math.min(260, (width - gap * (nColumns - 1)) / nColumns)
	return {
		nColumns,
		width: tile,
		height,
		at: (i) => ({ x: (i % nColumns) * (tile + gap), y: Math.floor(i / nColumns) * (height + gap) }),
		total: Math.ceil(n / nColumns) * (height + gap) - (n ? gap : 0),
	}
}

/** As much of a text as fits, in half-widths: 汉字 count two. */
export function fitText(text: string, halves: number): string {
	let used = 0
	let out = ''
	for (const c of text) {
		used += c.codePointAt(0)! > 0x2e7f ? 2 : 1
		if (used > halves) return `${[...out].slice(0, -1).join('')}…`
		out += c
	}
	return text
}

/* Shapes. */

/** Nothing is called done before every door is. */
export function classOf(due: number, valid: number): Class {
	if (due <= 0) return 'unknown'
	if (valid >= due) return 'c100'
	const share = valid / due
	return share >= 0.95 ? 'c95' : share >= 0.8 ? 'c80' : share >= 0.5 ? 'c50' : 'c0'
}

function polygonsOf(geometry: Geometry): Ring[][] {
	return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

function areaOf(ring: Ring): number {
	let sum = 0
	for (let i = 0; i + 1 < ring.length; i++) sum += ring[i]![0] * ring[i + 1]![1] - ring[i + 1]![0] * ring[i]![1]
	return Math.abs(sum / 2)
}

/** How far inside a polygon a point lies; negative outside. */
function depth(rings: Ring[], x: number, y: number, squeeze: number): number {
	let isInside = false
	let least = Infinity
	for (const ring of rings)
		for (let i = 0; i + 1 < ring.length; i++) {
			const [ax, ay] = ring[i]!
			const [bx, by] = ring[i + 1]!
			if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside
			const dx = (bx - ax) * squeeze
			const dy = by - ay
			const px = (x - ax) * squeeze
			const py = y - ay
			const along = dx || dy ? Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy))) : 0
			least = Math.min(least, Math.hypot(px - along * dx, py - along * dy))
		}
	return isInside ? least : -least
}

/** A point well inside the largest part, for a label: the deepest of a fine lattice. */
export function labelPoint(geometry: Geometry): [number, number] {
	const rings = polygonsOf(geometry).reduce((a, b) => (areaOf(b[0]!) > areaOf(a[0]!) ? b : a))
	const xs = rings[0]!.map((p) => p[0])
	const ys = rings[0]!.map((p) => p[1])
	const [west, east] = [Math.min(...xs), Math.max(...xs)]
	const [south, north] = [Math.min(...ys), Math.max(...ys)]
	const squeeze = Math.cos((south * Math.PI) / 180)
	const N = 24
	let found: [number, number] = rings[0]![0]!
	let most = -Infinity
	for (let i = 1; i < N; i++)
		for (let k = 1; k < N; k++) {
			const x = west + ((east - west) * i) / N
			const y = south + ((north - south) * k) / N
			// Of equally deep points the one nearest to the middle.
			const off = Math.hypot((i - N / 2) / N, (k - N / 2) / N)
			const inside = depth(rings, x, y, squeeze)
			const worth = inside > 0 ? inside / (1 + off) : inside
			if (worth > most) {
				most = worth
				found = [x, y]
			}
		}
	return found
}

export type Bounds = [west: number, south: number, east: number, north: number]

/** The box around all of them; null when there is none. */
export function boundsOf(boundaries: Pick<Boundary, 'west' | 'south' | 'east' | 'north'>[]): Bounds | null {
	if (boundaries.length === 0) return null
	return [
		Math.min(...boundaries.map((one) => one.west)),
		Math.min(...boundaries.map((one) => one.south)),
		Math.max(...boundaries.map((one) => one.east)),
		Math.max(...boundaries.map((one) => one.north)),
	]
}

/**
 * Which size each label may have so that none covers another: the first of its
 * sizes that fits, -1 for none.  Whole labels come first, then the small ones.
 */
export function placeLabels(labels: { x: number; y: number; sizes: [width: number, height: number][] }[]): number[] {
	const shown: { x: number; y: number; width: number; height: number }[] = []
	const chosen = labels.map(() => -1)
	const most = Math.max(0, ...labels.map((label) => label.sizes.length))
	for (let size = 0; size < most; size++)
		labels.forEach(({ x, y, sizes }, i) => {
			if (chosen[i] !== -1 || size >= sizes.length) return
			const [width, height] = sizes[size]!
			if (shown.some((other) => Math.abs(other.x - x) < (other.width + width) / 2 && Math.abs(other.y - y) < (other.height + height) / 2)) return
			shown.push({ x, y, width, height })
			chosen[i] = size
		})
	return chosen
}

/** The name without the word for the body that sits there: a map says where, not who. */
export function placeName(name: string): string {
	return name.replace(/(社区|村)?(居民委员会|村民委员会|居委会|村委会)$/, '$1') || name
}
