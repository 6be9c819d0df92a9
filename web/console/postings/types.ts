export interface PostingRow {
	posting: string
	account?: string
	name?: string
	role: string
	duty?: string
	region: string
	region_name?: string
	from_at?: number
	until_at?: number | null
	order_ref?: string | null
}
