// All rows of a list that goes on in pages, and the checkpoints that are red now.
import { list, type Args } from '../../shared/api'
import type { Checkpoint } from './types'

export async function allRows<Row>(command: string, args: Args, most = 5000): Promise<Row[]> {
	const rows: Row[] = []
	let cursor: string | null | undefined
	do {
		const page = await list<Row>(command, { ...args, cursor, limit: 500 })
		rows.push(...page.rows)
		cursor = page.next
	} while (cursor && rows.length < most)
	return rows
}

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
