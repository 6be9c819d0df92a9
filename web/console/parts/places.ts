// Where a building stands: its name alone says little in a list of a whole street.
// Names are asked once for each grid and kept while the page lives.
import { reactive } from 'vue'
import { regionOf } from '../territory/fetch'

/** Characters of a key down to the grid; the building's name says its compound. */
const GRID = 15

/** Characters of a street's key, and of a community's. */
const STREET = 9
const COMMUNITY = 12

const known = reactive(new Map<string, string>())
const asked = new Set<string>()

/** "果园里社区 · 第1网格" for a household's region key; empty until it is known. */
export function placeOf(region: string | null | undefined): string {
	return region ? named(region.slice(0, GRID), 5) : ''
}

/** "果园新村街道 · 果园里社区" for a grid, the street for a community; empty for what is higher. */
export function aboveOf(region: string | null | undefined): string {
	if (!region || region.length <= STREET) return ''
	return named(region.slice(0, region.length <= COMMUNITY ? STREET : COMMUNITY), 4)
}

/** "东升里社区居委会 · 富锦新苑": a street has compounds of one name, the community tells them apart. */
export function standing(row: { community?: string | null; region_name?: string | null }): string {
	return [row.community, row.region_name].filter((one, i, all) => one && all.indexOf(one) === i).join(' · ')
}

/** The names on the way to a region, from a level on; empty until they are known. */
function named(key: string, from: number): string {
	if (!asked.has(key)) {
		asked.add(key)
		regionOf(key).then(
			(one) => {
				const steps = (one.path ?? []).filter((step) => Number(step.level) >= from)
				known.set(key, steps.map((step) => step.name).join(' · ') || one.name)
			},
			() => asked.delete(key),
		)
	}
	return known.get(key) ?? ''
}
