// Which column goes into which field: guessed by the server, changed by hand.
// Rule: what stands in the sheet is never changed here, only where it goes.

export interface SheetField {
	name: string
	label: string
	need: boolean | number
	hint?: string | null
}

/** Heading to name of a field; null: the column is left out. */
export type ColumnMap = Record<string, string | null>

export interface Preview {
	kind: string
	headers: string[]
	guess: ColumnMap
	fields: SheetField[]
	rows: string[][]
	remembered: ColumnMap | null
}

/** Where the page starts: as it was the last time, else the guess. */
export function startMap(preview: Preview): ColumnMap {
	const names = new Set(preview.fields.map((field) => field.name))
	return Object.fromEntries(
		preview.headers.map((header) => {
			const said = preview.remembered && header in preview.remembered ? preview.remembered[header]! : preview.guess[header]
			return [header, said && names.has(said) ? said : null]
		}),
	)
}

/** Fields that the sheet must have and nothing goes into. */
export function missing(preview: Preview, map: ColumnMap): SheetField[] {
	const given = new Set(Object.values(map))
	return preview.fields.filter((field) => field.need && !given.has(field.name))
}

/** Fields that two columns go into. */
export function doubled(preview: Preview, map: ColumnMap): SheetField[] {
	const all = Object.values(map)
	return preview.fields.filter((field) => all.filter((one) => one === field.name).length > 1)
}

/** As the address carries it, in the order of the sheet (objects would put "2020" first). */
export function encodeMap(headers: readonly string[], map: ColumnMap): string {
	return `{${headers.map((header) => `${JSON.stringify(header)}:${JSON.stringify(map[header] ?? null)}`).join(',')}}`
}

/** The heading as people read it; a column without one has its number. */
export function columnName(header: string, unnamed: (n: number) => string): string {
	const number = /^#(\d+)$/.exec(header)
	return number ? unnamed(Number(number[1])) : header
}
