// An order as its people see it, on the console and on the phone, and the response level.
// Rule: the names are those of the replies of order.mine and response.now.

/** An order as the person who shall follow it sees it. */
export interface MyOrder {
	order: string
	/** Absent: only people who are silent climbed to me. */
	recipient?: string | null
	kind: string
	title: string
	text?: string | null
	basis?: string | null
	issuer_name?: string | null
	region_name?: string | null
	issued_at: number
	due_at: number
	delivered_at?: number | null
	acknowledged_at?: number | null
	arrived_at?: number | null
	needs_arrival?: boolean | number | null
	state?: string | null
	escalated_at?: number | null
	escalated_to_name?: string | null
	n_climbed?: number | null
	climbed?: { recipient: string; name?: string | null; region_name?: string | null; organisation_name?: string | null }[] | null
	now?: number | null
}
/** The strictest response level in force where one is. */
export interface ResponseNow {
	level: string
	basis?: string | null
	issuer?: string | null
	from_at?: number | null
	region?: string | null
	region_name?: string | null
}
