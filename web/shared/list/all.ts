// Every row of a list that goes on in pages.
// Rule: it ends at `most`, so that no page of a screen asks a city for all it has.
import { list, type Args } from '../api'

/** What one request brings. */
const PAGE = 500

/** The rows of all pages, at the most so many that the page which passes `most` is the last. */
export async function allRows<Row>(command: string, args: Args, most = 50_000): Promise<Row[]> {
	const rows: Row[] = []
	let cursor: string | null | undefined
	do {
		const page = await list<Row>(command, { ...args, cursor, limit: PAGE })
		rows.push(...page.rows)
		cursor = page.next
	} while (cursor && rows.length <= most)
	return rows
}
