// Rows of the sweep's commands.

export interface Sweep {
	id: string
	seq: number
	title: string
	kind: string
	target: string
	region: string
	place?: string
	from_day: string
	until_day: string
	is_daily?: boolean | number
	state: string
	due?: number | null
	valid?: number | null
	coverage?: number | null
	conflict?: number | null
	questions?: Question[] | null
	seed_hash?: string | null
	seed?: string | null
}

export interface Question {
	key: string
	label: string
	kind: 'flag' | 'choice' | 'text' | 'number' | 'int'
	choices?: string[]
	min?: number
	max?: number
}

export interface BoardRow {
	key: string
	name: string
	level: number | string
	due: number
	valid: number
	done: number
	absent: number
	refused: number
	vacant: number
	moved: number
	demolished: number
	conflict: number
	coverage?: number | null
}

export interface DoorRow {
	household: string
	resident?: string | null
	region?: string
	/** Name of the region: a stairwell's where there is one. */
	place?: string | null
	building?: string | null
	door: string
	floor?: number | null
	head?: string | null
	resident_name?: string | null
	records?: unknown
	state: string
	channel?: string | null
	n_tries?: number
	next_visit?: string | null
	reason?: string | null
	conflict?: number | null
}

export const STATES = ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] as const

/** Nobody has come yet, as far as the board knows. A disputed door counts as a conflict only. */
export function notYet(row: BoardRow): number {
	return Math.max(0, row.due - row.done - row.absent - row.refused - row.vacant - row.moved - row.demolished - row.conflict)
}

/** Coverage is counted, never typed: valid records ÷ due. */
export function coverage(row: Pick<BoardRow, 'due' | 'valid'>): number {
	return row.due > 0 ? row.valid / row.due : NaN
}
