// Take a whole list away as a sheet: every page of it, with the headings of the screen.
// Rule: a cell that a spreadsheet would run as a formula is written with an apostrophe.
import { list, type Args, type Page } from '../../shared/api'
import { asCsv } from '../import/paste'

/** More rows than this are a matter for the command line. */
const MOST_PAGES = 100

export async function allRows<Row>(command: string, args: Args): Promise<Row[]> {
	const rows: Row[] = []
	let cursor: string | null | undefined
	for (let i = 0; i < MOST_PAGES; i++) {
		const page: Page<Row> = await list<Row>(command, { ...args, cursor, limit: 500 })
		rows.push(...page.rows)
		cursor = page.next
		if (!cursor) break
	}
	return rows
}

export function guarded(cell: unknown): string {
	const text = cell === null || cell === undefined ? '' : String(cell)
	return /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
}

/** Columns are [heading, what stands in the row]. */
export function sheetOf<Row>(rows: readonly Row[], columns: readonly (readonly [string, (row: Row) => unknown])[]): string {
	return asCsv([columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([, value]) => guarded(value(row))))])
}

export function download(name: string, text: string): void {
	const link = document.createElement('a')
	link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
	link.download = name
	link.click()
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
