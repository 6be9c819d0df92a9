// The checkpoints that are red now, and where they stand.
import { list } from '../../shared/api'
import type { Checkpoint } from './types'

/** Checkpoints below a region where fewer are on duty than must be; how many there are in all. */
export async function redCheckpoints(region: string, limit: number): Promise<{ rows: Checkpoint[]; n: number }> {
	const page = await list<Checkpoint>('checkpoint.list', { region, is_red: true, limit })
	return { rows: page.rows, n: page.count ?? page.rows.length }
}

/** How many of these stand in each region, its own and those below it. */
export function countIn(keys: readonly string[], red: readonly Pick<Checkpoint, 'region'>[]): Map<string, number> {
	const counts = new Map<string, number>()
	for (const key of keys) {
		const n = red.filter((one) => one.region.startsWith(key)).length
		if (n) counts.set(key, n)
	}
	return counts
}
