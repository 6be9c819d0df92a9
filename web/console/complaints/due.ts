// A complaint as the server gives it, and when it is overdue.
export interface Complaint {
	complaint: string
	number: string
	kind: string
	state: string
	text?: string | null
	/** Masked; opened one by one, with a trace. */
	contact?: string | null
	page?: string | null
	channel?: string | null
	region: string
	region_name?: string | null
	owner_name?: string | null
	at: number
	due_at?: number | null
	n_climbs?: number | null
	answer?: string | null
	answered_at?: number | null
	answered_by?: string | null
}

/** Waiting for longer than promised. */
export function isOverdue(complaint: Pick<Complaint, 'state' | 'due_at'>, now: number): boolean {
	return complaint.state === 'open' && typeof complaint.due_at === 'number' && complaint.due_at < now
}
