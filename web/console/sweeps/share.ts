// The text for a building's group: what is reported, who is not yet, and the link to report.
// Rule: the text is the server's; only the link is added to it.
import { call } from '../../shared/api'
import type { RegionRow } from '../territory/types'
import { LEVELS } from '../../shared/level'

const BUILDING = LEVELS.indexOf('building') + 1

export async function shareText(sweep: string, region: string, day: string): Promise<string> {
	return (await call<{ text: string }>('sweep.share', { sweep, region, day })).text
}
/** The lasting link of a grid's, a compound's or a building's group. */
export async function groupLink(region: string): Promise<string> {
	return new URL((await call<{ url_path: string }>('group.link', { region })).url_path, location.origin).href
}

/** As it is pasted: title, progress, link. */
export function asMessage(title: string, text: string, link: string, ask: string): string {
	return [title, text, link ? `${ask}\n${link}` : ''].filter((part) => part.trim() !== '').join('\n')
}

/** Buildings below a region, with the compound's name; compounds above them are opened. */
export async function buildingsOf(region: string, childrenOf: (key: string) => Promise<RegionRow[]>, compound = ''): Promise<RegionRow[]> {
	const rows = await childrenOf(region)
	const all = await Promise.all(
		rows.map(async (row) => {
			if (Number(row.level) < BUILDING) return row.n_children ? buildingsOf(row.key, childrenOf, row.name) : []
			return [{ ...row, name: `${compound} ${row.name}`.trim() }]
		}),
	)
	return all.flat()
}
