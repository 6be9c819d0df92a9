// Which pictures lie under the map: read once, shared by the pages that draw.
// Rule: without an administrator's choice the page asks no other host for anything.
import { list } from '../../shared/api'

export interface Ground {
	tiles: string | null
	attribution: string | null
	/** Whether the pictures are drawn in GCJ-02. */
	isShifted: boolean
}
export const PLAIN: Ground = { tiles: null, attribution: null, isShifted: false }

let known: Promise<Ground> | null = null
/** The ground that was chosen; plain when it cannot be read. */
export function readGround(): Promise<Ground> {
	known ??= list<{ name: string; value: string | null }>('setting.list', {}).then(
		({ rows }) => {
			const of = (name: string): string | null => rows.find((row) => row.name === name)?.value ?? null
			const tiles = of('map.tiles')
			return { tiles, attribution: of('map.attribution'), isShifted: Boolean(tiles) && of('map.crs') === 'gcj02' }
		},
		() => {
			known = null
			return PLAIN
		},
	)
	return known
}
/** After an administrator changed it. */
export function forgetGround(): void {
	known = null
}
