// The two records of a conflict.

export interface Side {
	visit: number
	state: string
	channel: string
	at: number
	by?: string | null
	note?: string | null
	answers?: unknown
}

export interface ConflictRow {
	household: string
	resident?: string | null
	region?: string
	building?: string | null
	door: string
	head?: string | null
	day?: string
	records?: Side[] | null
}

/** Earlier one first. */
export function sides(row: ConflictRow): Side[] {
	return [...(row.records ?? [])].sort((a, b) => a.at - b.at || a.visit - b.visit)
}
