// A list taken away as a sheet, with the headings of the screen.
// Rule: a cell that a spreadsheet would run as a formula is written with an apostrophe.
import { asCsv } from '../import/paste'

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
