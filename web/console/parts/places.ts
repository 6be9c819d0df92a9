// Where a building stands: its name alone says little in a list of a whole street.
// Names are asked once for each grid and kept while the page lives.
import { reactive } from 'vue'
import { regionOf } from '../territory/fetch'

/** Characters of a key down to the grid; the building's name says its compound. */
const GRID = 15

const known = reactive(new Map<string, string>())
const asked = new Set<string>()

/** "果园里社区 · 第1网格" for a household's region key; empty until it is known. */
export function placeOf(region: string | null | undefined): string {
	if (!region) return ''
	const key = region.slice(0, GRID)
	if (!asked.has(key)) {
		asked.add(key)
		regionOf(key).then(
			(one) => {
				const steps = (one.path ?? []).filter((step) => Number(step.level) >= 5)
				known.set(key, steps.map((step) => step.name).join(' · ') || one.name)
			},
			() => asked.delete(key),
		)
	}
	return known.get(key) ?? ''
}
