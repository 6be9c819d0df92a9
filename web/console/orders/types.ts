// Orders and their recipients as the server gives them, and what follows from the times.
// Rule: every figure is the server's; only "how long until" is reckoned here, by the server's clock.
import { says } from '../../shared/i18n'
import type { MyOrder } from '../../shared/order'

export type { MyOrder, ResponseNow } from '../../shared/order'

export interface Order {
	order: string
	kind: string
	title: string
	text?: string | null
	basis?: string | null
	issuer_name?: string | null
	region: string
	region_name?: string | null
	issued_at: number
	due_at: number
	escalate_at?: number | null
	ended_at?: number | null
	n: number
	n_delivered: number
	n_acknowledged: number
	n_arrived: number
	n_escalated?: number | null
	/** On the list written when the time was up. */
	n_missing?: number | null
	reported_at?: number | null
	/** Done by coming; else by saying that one has it. */
	needs_arrival?: boolean | number | null
	stops_leave?: boolean | number | null
	state: string
	/** Server's clock, ms. */
	now?: number | null
}
export interface Recipient {
	recipient: string
	login?: string | null
	name?: string | null
	organisation_name?: string | null
	region?: string | null
	region_name?: string | null
	issued_at: number
	delivered_at?: number | null
	delivered_by?: string | null
	acknowledged_at?: number | null
	acknowledged_by?: string | null
	arrived_at?: number | null
	arrived_by?: string | null
	acknowledged_via_name?: string | null
	arrived_via_name?: string | null
	escalated_at?: number | null
	escalated_to_name?: string | null
}

export const LEVELS = ['I', 'II', 'III', 'IV', 'none'] as const
/** Red for the highest; the word always stands with it. */
export const LEVEL_WORDS: Record<string, string> = {
	I: says('Level I response'), II: says('Level II response'), III: says('Level III response'), IV: says('Level IV response'), none: says('No response level'),
}
export const KIND_WORDS: Record<string, string> = {
	mobilisation: says('Mobilisation'), community_order: says('Community order'), muster: says('Muster'), notice: says('Notice to staff'),
}
export const KIND_NOTES: Record<string, string> = {
	mobilisation: says('Chiefs and staff take up their posts.'),
	community_order: says('Everybody on the staff who lives there reports to the community.'),
	muster: says('A team gathers at a place by a time.'),
	notice: says('To be read and confirmed; nobody has to come.'),
}
export const BY_WORDS: Record<string, string> = {
	app: says('by the app'), link: says('by the link'), channel: says('over a channel'), phone: says('by telephone'), duty_officer: says('by the duty officer'),
}

/** Done by coming to a place; else by saying that one has it. */
export function hasArrival(order: Pick<Order, 'kind' | 'needs_arrival'>): boolean {
	return order.needs_arrival === undefined || order.needs_arrival === null ? ['mobilisation', 'muster'].includes(order.kind) : Boolean(order.needs_arrival)
}

export type Standing = 'silent' | 'acknowledged' | 'arrived'
export function standing(row: Pick<Recipient, 'acknowledged_at' | 'arrived_at'>): Standing {
	return row.arrived_at ? 'arrived' : row.acknowledged_at ? 'acknowledged' : 'silent'
}

/** What is still asked of me; null: nothing. */
export function nextOf(row: Pick<MyOrder, 'kind' | 'recipient' | 'needs_arrival' | 'state' | 'acknowledged_at' | 'arrived_at'>): 'acknowledged' | 'arrived' | null {
	if (row.state === 'ended' || row.arrived_at || !row.recipient) return null
	if (!row.acknowledged_at) return 'acknowledged'
	return hasArrival(row) ? 'arrived' : null
}

/** 43:05, or 1:02:07: a clock that counts. */
export function clockText(ms: number): string {
	const s = Math.max(0, Math.floor(Math.abs(ms) / 1000))
	const two = (n: number): string => String(n).padStart(2, '0')
	const [h, m] = [Math.floor(s / 3600), Math.floor((s % 3600) / 60)]
	return h ? `${h}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`
}

export function shareOf(n: number, of: number): number {
	return of > 0 ? Math.min(100, (n * 100) / of) : 0
}

export interface Step {
	at: number
	what: string
	n?: number | null
	name?: string | null
	by_name?: string | null
	by?: string | null
}
export interface Point { minute: number; n: number }
/** How many had done it by each minute, from the steps of the time line; it only grows. */
export function courseOf(steps: readonly Step[], what: string, issuedAt: number): Point[] {
	const perMinute = new Map<number, number>()
	for (const step of steps) {
		if (step.what !== what) continue
		const minute = Math.max(0, Math.floor((step.at - issuedAt) / 60_000))
		perMinute.set(minute, (perMinute.get(minute) ?? 0) + (step.n ?? 1))
	}
	let sum = 0
	return [...perMinute].sort(([a], [b]) => a - b).map(([minute, n]) => ({ minute, n: (sum += n) }))
}
