export interface PostingRow {
	id: string
	login?: string
	account?: string
	name?: string
	role: string
	duty?: string
	region: string
	place?: string
	from_at?: number
	until_at?: number | null
	order_ref?: string | null
}
