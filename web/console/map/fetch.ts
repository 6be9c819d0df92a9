// What the map page reads: one region, what lies below it, boundaries, the board.
import { list } from '../../shared/api'
import { allRows } from '../../shared/list/all'
import { today } from '../../shared/when'
import type { BoardRow, DoorRow, Sweep } from '../sweeps/types'
import { childrenOf } from '../territory/fetch'
import { isPlaceholder, type RegionRow } from '../territory/types'
import type { Boundary } from './types'

export interface Below {
	/** The region whose direct children are shown: below a lone place-holder, that one. */
	base: string
	children: RegionRow[]
	boundaries: Boundary[]
}

/** The region whose direct children stand for those of `region`: a lone place-holder below it, else itself. */
export async function baseOf(region: string): Promise<string> {
	const first = await list<RegionRow>('region.list', { region, limit: 2 })
	return first.rows.length === 1 && isPlaceholder(first.rows[0]!) ? first.rows[0]!.key : region
}

export async function below(region: string): Promise<Below> {
	const base = await baseOf(region)
	const [children, boundaries] = await Promise.all([childrenOf(region), allRows<Boundary>('boundary.list', { region: base })])
	if (base !== region) boundaries.push(...(await allRows<Boundary>('boundary.list', { region })).filter((one) => one.key === region))
	return { base, children, boundaries }
}

/** The day of the list that is meant: a daily sweep has one a day. */
export function dayOf(sweep: Sweep): string {
	if (!sweep.is_daily) return sweep.from_day
	const now = today()
	return now < sweep.from_day ? sweep.from_day : now > sweep.until_day ? sweep.until_day : now
}

export async function board(sweep: Sweep, region: string): Promise<Map<string, BoardRow>> {
	const { rows } = await list<BoardRow>('sweep.board', { sweep: sweep.id, region, day: dayOf(sweep) })
	return new Map(rows.map((row) => [row.key, row]))
}

export function doors(sweep: Sweep, region: string): Promise<DoorRow[]> {
	return allRows<DoorRow>('sweep.doors', { sweep: sweep.id, region, day: dayOf(sweep) })
}

export async function openSweeps(): Promise<Sweep[]> {
	return (await list<Sweep>('sweep.list', { state: 'open', limit: 100 })).rows
}
