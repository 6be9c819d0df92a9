// Names of places as people say them: "安居里 1号楼", and in which order one walks.
// Rule: a key's length is its level (schema/region_key.h).
import type { FieldData } from '../core/field'

export const GRID = 15
export const BUILDING = 20

type Regions = FieldData['regions']

export function nameOf(regions: Regions, key: string): string {
	return regions.get(key)?.name ?? key
}

/** The building of a region at or below it; what stands in no building stays where it is. */
export function buildingOf(region: string): string {
	return region.length > BUILDING ? region.slice(0, BUILDING) : region
}

export function gridOf(region: string): string {
	return region.slice(0, GRID)
}

/** With the compound in front, since every compound has a building 1. */
export function placeName(regions: Regions, region: string): string {
	const building = buildingOf(region)
	const name = nameOf(regions, building)
	if (building.length < BUILDING) return name
	const compound = regions.get(building.slice(0, 17))
	return compound ? `${compound.name} ${name}` : name
}

/** Where a household stands, down to the stairwell: "安居里 1号楼 2单元". */
export function fullName(regions: Regions, region: string): string {
	const name = placeName(regions, region)
	return region.length > BUILDING ? `${name} ${nameOf(regions, region)}` : name
}

/** Keys of buildings (or grids with doors of their own), in order. */
export function buildingsWith(data: FieldData): string[] {
	const keys = new Set<string>()
	for (const region of data.householdsIn.keys()) keys.add(buildingOf(region))
	return [...keys].sort()
}

/** Grids among the regions the phone carries. */
export function gridsOf(data: FieldData): string[] {
	const keys = new Set<string>()
	for (const region of data.householdsIn.keys()) keys.add(gridOf(region))
	return [...keys].sort()
}

/** "101" before "1001", "1-2" after "1-1". */
export function byDoor(a: string, b: string): number {
	return a.localeCompare(b, 'zh', { numeric: true })
}
