// What is copied in a spreadsheet and pasted here: rows by lines, cells by tabs (by commas
// where the headings have no tab, as in a table copied from a text); a cell that holds a
// line break or what divides cells stands in double quotes, as Excel and WPS give it.
// Rule: nothing is changed on the way; the server reads the sheet that results.

/** What divides the cells of a table, by its headings. */
function divided(headings: string): string {
	return ['\t', ',', '，'].find((one) => headings.includes(one)) ?? '\t'
}

/** Rows of cells from the clipboard's text; empty lines at the end are left out. */
export function readPasted(text: string): string[][] {
	const rows: string[][] = []
	let row: string[] = []
	let cell = ''
	let isQuoted = false
	const source = text.replace(/\r\n?/g, '\n').replace(/^\ufeff|^\n+/g, '')
	const divider = divided(source.split('\n', 1)[0]!)
	for (let i = 0; i < source.length; i++) {
		const c = source[i]!
		if (isQuoted) {
			if (c !== '"') cell += c
			else if (source[i + 1] === '"') {
				cell += '"'
				i++
			} else isQuoted = false
		} else if (c === '"' && cell === '') isQuoted = true
		else if (c === divider) {
			row.push(cell)
			cell = ''
		} else if (c === '\n') {
			rows.push([...row, cell])
			row = []
			cell = ''
		} else cell += c
	}
	if (cell !== '' || row.length) rows.push([...row, cell])
	while (rows.length && rows[rows.length - 1]!.every((one) => one.trim() === '')) rows.pop()
	return rows
}

/** Rows as the text of a CSV file, with the mark by which spreadsheets know UTF-8. */
export function asCsv(rows: readonly (readonly (string | number)[])[]): string {
	const quote = (cell: string | number): string => (/[",\n]/.test(String(cell)) ? `"${String(cell).replace(/"/g, '""')}"` : String(cell))
	return `\ufeff${rows.map((row) => row.map(quote).join(',')).join('\n')}\n`
}

/** The pasted table as a sheet to be sent; null where it is no table. */
export function asSheet(text: string, name: string): File | null {
	const rows = readPasted(text)
	if (rows.length < 2) return null
	return new File([asCsv(rows)], `${name}.csv`, { type: 'text/csv' })
}
