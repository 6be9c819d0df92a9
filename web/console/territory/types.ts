// Rows of the territory's commands.

export interface RegionRow {
	key: string
	code?: string
	name: string
	level: number | string
	kind?: string
	households?: number | null
	residents?: number | null
	n_children?: number | null
	chief?: string | null
	has_hole?: boolean | number | null
}

export interface Step {
	key: string
	name: string
	level: number | string
}

export interface Region extends RegionRow {
	path?: Step[]
	valid_from?: string | null
	valid_until?: string | null
	parent?: string
}

export interface Counts {
	regions?: { level: number | string; kind?: string | null; n: number }[]
	households?: number | null
	residents?: number | null
	[more: string]: unknown
}

export interface Answering {
	level: number | string
	region: string
	region_name: string
	role?: string | null
	duty?: string | null
	login?: string | null
	name?: string | null
	from_at?: number | null
	until_at?: number | null
	order_ref?: string | null
	is_hole?: boolean | number | null
}

/** 110000 placeholder levels (市辖区) say nothing to a reader. */
export function isPlaceholder(region: { kind?: string | null }): boolean {
	return region.kind === 'prefecture_placeholder'
}
