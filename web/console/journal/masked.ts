// What the server leaves in a row's arguments is without secrets; whatever still looks like
// a telephone or an ID number in a free text is covered here as well.
export interface JournalEntry {
	seq: number
	at: number
	id?: string | null
	command: string
	region: string
	place?: string | null
	login?: string | null
	role?: string | null
	args?: Record<string, unknown> | null
}

const NUMBERS = /(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)/g

/** Texts of a value, however deep, with such numbers covered. */
export function masked(value: unknown): unknown {
	if (typeof value === 'string') return value.replace(NUMBERS, (number) => `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`)
	if (Array.isArray(value)) return value.map(masked)
	if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(one)]))
	return value
}
