// Chinese map coordinates for the screen: boundaries are kept in WGS-84, pictures of
// Chinese map services are drawn in GCJ-02, up to 700 m away.
// Rule: the same arithmetic as src/domain/geometry.c; what is kept is turned there.
import type { Boundary, Geometry, Ring } from './types'

const A = 6378245
const EE = 0.006693421622965943
const RADIANS = Math.PI / 180
type Point = [lon: number, lat: number]

function isInChina([lon, lat]: Point): boolean {
	return lon > 72.004 && lon < 137.8347 && lat > 0.8293 && lat < 55.8271
}
function waves(x: number): number {
	return ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3
}
function shift([lon, lat]: Point): Point {
	const x = lon - 105
	const y = lat - 35
	const pi = Math.PI
	const north =
		-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves(x) +
		((20 * Math.sin(y * pi) + 40 * Math.sin((y / 3) * pi)) * 2) / 3 +
		((160 * Math.sin((y / 12) * pi) + 320 * Math.sin((y * pi) / 30)) * 2) / 3
	const east =
		300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves(x) +
		((20 * Math.sin(x * pi) + 40 * Math.sin((x / 3) * pi)) * 2) / 3 +
		((150 * Math.sin((x / 12) * pi) + 300 * Math.sin((x / 30) * pi)) * 2) / 3
	const s = Math.sin(lat * RADIANS)
	const magic = 1 - EE * s * s
	const root = Math.sqrt(magic)
	return [east / ((A / root) * Math.cos(lat * RADIANS) * RADIANS), north / (((A * (1 - EE)) / (magic * root)) * RADIANS)]
}

export function gcj02FromWgs84(point: Point): Point {
	if (!isInChina(point)) return point
	const by = shift(point)
	return [point[0] + by[0], point[1] + by[1]]
}
export function wgs84FromGcj02(point: Point): Point {
	if (!isInChina(point)) return point
	let guess = point
	for (let i = 0; i < 6; i++) {
		const by = shift(guess)
		guess = [point[0] - by[0], point[1] - by[1]]
	}
	return guess
}

/** Every position of a geometry turned. */
export function turn(geometry: Geometry, by: (point: Point) => Point): Geometry {
	const ring = (one: Ring): Ring => one.map((point) => by(point))
	return geometry.type === 'Polygon'
		? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
		: { type: 'MultiPolygon', coordinates: geometry.coordinates.map((polygon) => polygon.map(ring)) }
}

/** A boundary as it lies on pictures in GCJ-02. */
export function onGcj02(one: Boundary): Boundary {
	const [west, south] = gcj02FromWgs84([one.west, one.south])
	const [east, north] = gcj02FromWgs84([one.east, one.north])
	return { ...one, west, south, east, north, geometry: turn(one.geometry, gcj02FromWgs84) }
}
