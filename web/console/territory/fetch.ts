// Children of a region, all of them: no node has more than some hundreds.
import { call } from '../../shared/api'
import { allRows } from '../../shared/list/all'
import { isPlaceholder, type Region, type RegionRow } from './types'

export async function childrenOf(region: string, asOf?: string): Promise<RegionRow[]> {
	const rows = await allRows<RegionRow>('region.list', { region, as_of: asOf })
	// A lone place-holder level is opened for the reader.
	if (rows.length === 1 && isPlaceholder(rows[0]!)) return childrenOf(rows[0]!.key, asOf)
	return rows
}

export function regionOf(region: string, asOf?: string): Promise<Region> {
	return call<Region>('region.get', { region, as_of: asOf })
}
