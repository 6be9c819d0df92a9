// A boundary while it is drawn: read from a file or from coordinates typed as text,
// written back as text, measured, kept as a list of polygons.
// Rule: whatever cannot be read is told with its line; nothing is guessed.
import { says, t } from '../../shared/i18n'
import type { Geometry, Ring } from './types'

/** Longest boundary that is drawn corner by corner; longer ones come as files. */
export const CORNERS_MOST = 600

export class Unreadable extends Error {}

export function polygonsOf(geometry: Geometry | null): Ring[][] {
	if (!geometry) return []
	return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}
export function geometryOf(polygons: Ring[][]): Geometry | null {
	if (polygons.length === 0) return null
	return polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0]! } : { type: 'MultiPolygon', coordinates: polygons }
}
export function cornersOf(geometry: Geometry | null): number {
	return polygonsOf(geometry).flat().reduce((sum, ring) => sum + Math.max(0, ring.length - 1), 0)
}
/** Whether it can be drawn by hand: no holes, not too many corners. */
export function isDrawable(geometry: Geometry | null): boolean {
	return cornersOf(geometry) <= CORNERS_MOST && polygonsOf(geometry).every((polygon) => polygon.length === 1)
}

const EARTH_KM = 6371.0072
/** Area on the sphere, as the server measures it. */
export function areaKm2(geometry: Geometry | null): number {
	const rad = Math.PI / 180
	const ringArea = (ring: Ring): number => {
		let sum = 0
		for (let i = 0; i + 1 < ring.length; i++) {
			const [a, b] = [ring[i]!, ring[i + 1]!]
			sum += (a[0] - b[0]) * rad * (2 + Math.sin(a[1] * rad) + Math.sin(b[1] * rad))
		}
		return Math.abs((sum * EARTH_KM * EARTH_KM) / 2)
	}
	return polygonsOf(geometry).reduce((sum, [outer, ...holes]) => sum + (outer ? ringArea(outer) : 0) - holes.reduce((all, hole) => all + ringArea(hole), 0), 0)
}

const isRing = (value: unknown): boolean => Array.isArray(value) && value.every((position) => Array.isArray(position))
const isPolygon = (value: unknown): boolean => Array.isArray(value) && value.every(isRing)
/** Rings of positions; whether these are right the server says. */
function isGeometry(value: unknown): value is Geometry {
	const one = value as Geometry | null
	if (one?.type === 'Polygon') return isPolygon(one.coordinates)
	return one?.type === 'MultiPolygon' && Array.isArray(one.coordinates) && one.coordinates.every(isPolygon)
}

interface Feature {
	type?: string
	properties?: Record<string, unknown> | null
	geometry?: unknown
}

/** The polygons of a GeoJSON text: of the feature with this code or name, else of the only one. */
export function fromGeoJson(text: string, codes: string[] = []): Geometry {
	let tree: { type?: string; features?: Feature[]; geometry?: unknown }
	try {
		tree = JSON.parse(text)
	} catch {
		throw new Unreadable(t('This is not GeoJSON. Choose a file that ends in .geojson or .json.'))
	}
	if (isGeometry(tree)) return tree
	if (tree?.type === 'Feature' && isGeometry(tree.geometry)) return tree.geometry
	const all = tree?.type === 'FeatureCollection' && Array.isArray(tree.features) ? tree.features : []
	const features = all.filter((one) => isGeometry(one?.geometry))
	const named = features.filter((one) => codes.some((code) => code === String(one.properties?.code ?? '') || code === String(one.properties?.name ?? '')))
	const chosen = named.length === 1 ? named[0] : features.length === 1 ? features[0] : undefined
	if (chosen) return chosen.geometry as Geometry
	throw new Unreadable(
		features.length > 1
			? t('The file holds {n} areas and none carries the code or name of this region. Leave one, or have your administrator import them all.', { n: features.length })
			: t('The file holds no area: a Polygon or MultiPolygon is needed.'),
	)
}

export const HOW_TO_TYPE = says('One corner a line: longitude, latitude. An empty line begins another area.')

/** Coordinates as people type them; the ring is closed for them. */
export function fromText(text: string): Geometry | null {
	if (text.trim().startsWith('{')) return fromGeoJson(text)
	const polygons: Ring[][] = []
	let ring: Ring = []
	const end = (): void => {
		if (ring.length === 0) return
		const [first, last] = [ring[0]!, ring[ring.length - 1]!]
		if (first[0] !== last[0] || first[1] !== last[1]) ring.push([first[0], first[1]])
		if (ring.length < 4) throw new Unreadable(t('An area needs at least three corners.'))
		polygons.push([ring])
		ring = []
	}
	for (const [i, line] of text.split(/\r?\n/).entries()) {
		if (line.trim() === '') {
			end()
			continue
		}
		const parts = line.trim().split(/[\s,，;；]+/).map(Number)
		const [lon, lat] = parts
		if (parts.length !== 2 || !(Math.abs(lon!) <= 180) || !(Math.abs(lat!) <= 90))
			throw new Unreadable(t('Line {n} is no corner: write a longitude and a latitude, such as 117.1352, 39.2241', { n: i + 1 }))
		ring.push([lon!, lat!])
	}
	end()
	return geometryOf(polygons)
}

export function toText(geometry: Geometry | null): string {
	if (!geometry) return ''
	if (polygonsOf(geometry).some((polygon) => polygon.length > 1)) return JSON.stringify(geometry)
	return polygonsOf(geometry)
		.map(([ring]) => ring!.slice(0, -1).map(([lon, lat]) => `${round(lon)}, ${round(lat)}`).join('\n'))
		.join('\n\n')
}
/** A centimetre is enough. */
export function round(degrees: number): number {
	return Math.round(degrees * 1e7) / 1e7
}

/** What was drawn before, and what was taken back. */
export class Trail<T> {
	private past: T[] = []
	private future: T[] = []
	constructor(public now: T) {}
	put(next: T): void {
		this.past.push(this.now)
		if (this.past.length > 200) this.past.shift()
		this.now = next
		this.future = []
	}
	get canUndo(): boolean {
		return this.past.length > 0
	}
	get canRedo(): boolean {
		return this.future.length > 0
	}
	undo(): T {
		if (this.past.length > 0) {
			this.future.push(this.now)
			this.now = this.past.pop()!
		}
		return this.now
	}
	redo(): T {
		if (this.future.length > 0) {
			this.past.push(this.now)
			this.now = this.future.pop()!
		}
		return this.now
	}
}
