import { describe, expect, test } from 'vitest'
import { gcj02FromWgs84, wgs84FromGcj02 } from './gcj02'
import { areaKm2, cornersOf, fromGeoJson, fromText, isDrawable, toText, Trail, Unreadable } from './shape'
import type { Geometry } from './types'

const SQUARE: Geometry = { type: 'Polygon', coordinates: [[[117.1, 39.2], [117.2, 39.2], [117.2, 39.3], [117.1, 39.3], [117.1, 39.2]]] }

describe('Chinese coordinates', () => {
	// The same point as test/unit/geometry_test.c checks on the server.
	test('agree with the server', () => {
		const [lon, lat] = gcj02FromWgs84([116.377817, 39.911954])
		expect(lon).toBeCloseTo(116.38404722455657, 7)
		expect(lat).toBeCloseTo(39.91334545536069, 7)
	})
	test('come back', () => {
		const [lon, lat] = wgs84FromGcj02(gcj02FromWgs84([117.1352, 39.2241]))
		expect(lon).toBeCloseTo(117.1352, 8)
		expect(lat).toBeCloseTo(39.2241, 8)
	})
	test('outside China nothing moves', () => expect(gcj02FromWgs84([139.7, 35.68])).toEqual([139.7, 35.68]))
})

describe('coordinates as text', () => {
	test('a ring is closed for whoever types it', () => {
		expect(fromText('117.1, 39.2\n117.2 39.2\n117.2,39.3\n117.1,39.3')).toEqual(SQUARE)
		expect(fromText('117.1，39.2\n117.2，39.2\n117.2，39.3\n117.1，39.3\n')).toEqual(SQUARE)
	})
	test('there and back', () => expect(fromText(toText(SQUARE))).toEqual(SQUARE))
	test('an empty line begins another area', () => {
		const two = fromText('1 1\n2 1\n2 2\n\n\n5 5\n6 5\n6 6')
		expect(two?.type).toBe('MultiPolygon')
		expect(cornersOf(two)).toBe(6)
	})
	test('nothing is no area', () => expect(fromText(' \n ')).toBeNull())
	test('a line that is no corner is named', () => {
		expect(() => fromText('117.1, 39.2\n39.2, 117.1\n117.2, 39.3')).toThrow(/2/)
		expect(() => fromText('117.1, 39.2\n117.2, 39.2')).toThrow(Unreadable)
	})
})

describe('files', () => {
	const feature = (code: string, name: string) => ({ type: 'Feature', properties: { code, name }, geometry: SQUARE })
	test('a geometry, a feature, a collection of one', () => {
		expect(fromGeoJson(JSON.stringify(SQUARE))).toEqual(SQUARE)
		expect(fromGeoJson(JSON.stringify(feature('1', 'a')))).toEqual(SQUARE)
		expect(fromGeoJson(JSON.stringify({ type: 'FeatureCollection', features: [feature('1', 'a')] }))).toEqual(SQUARE)
	})
	test('of several the one with the code', () => {
		const many = JSON.stringify({ type: 'FeatureCollection', features: [feature('1', 'a'), feature('2', 'b')] })
		expect(fromGeoJson(many, ['2'])).toEqual(SQUARE)
		expect(() => fromGeoJson(many, ['3'])).toThrow(/2/)
	})
	test('no area is said', () => {
		expect(() => fromGeoJson('{"type":"Point","coordinates":[1,2]}')).toThrow(Unreadable)
		expect(() => fromGeoJson('nonsense')).toThrow(Unreadable)
		for (const broken of ['null', '{"type":"FeatureCollection","features":{}}', '{"type":"FeatureCollection","features":[null,{"type":"Feature","geometry":null}]}', '{"type":"Polygon","coordinates":[null]}', '{"type":"MultiPolygon","coordinates":[[[1,2]]]}'])
			expect(() => fromGeoJson(broken)).toThrow(Unreadable)
	})
})

test('area as the server measures it', () => expect(areaKm2(SQUARE)).toBeCloseTo(95.75, 1))
test('holes are not drawn by hand', () => {
	expect(isDrawable(SQUARE)).toBe(true)
	expect(isDrawable({ type: 'Polygon', coordinates: [...SQUARE.coordinates as never[], SQUARE.coordinates[0]] as never })).toBe(false)
})
test('undo and redo', () => {
	const trail = new Trail('a')
	trail.put('b')
	trail.put('c')
	expect([trail.undo(), trail.undo(), trail.canUndo, trail.redo(), trail.canRedo]).toEqual(['b', 'a', false, 'b', true])
	trail.put('d')
	expect([trail.canRedo, trail.undo()]).toEqual([false, 'b'])
})
