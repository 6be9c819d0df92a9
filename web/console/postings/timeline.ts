// Postings on a line of time: bars in lanes, and the holes where nobody answers.
// Rule: a hole is what the server calls one: no chief, deputy or grid worker.
import type { PostingRow } from './types'

export interface Span {
	from: number
	until: number
}
export interface Bar extends Span {
	posting: PostingRow
	lane: number
	/** Whether the posting goes on beyond the window. */
	isCutLeft: boolean
	isCutRight: boolean
}

const DAY = 86_400_000

/** The window: the day, or the seven days from Monday, that hold this Beijing day. */
export function windowOf(start: number, length: 'day' | 'week'): Span {
	return { from: start, until: start + (length === 'day' ? DAY : 7 * DAY) }
}
/** The Monday (Beijing) of the week that holds the instant. */
export function monday(start: number): number {
	const days = Math.floor((start + 8 * 3_600_000) / DAY)
	return start - ((days + 3) % 7) * DAY
}

/** Whoever is posted so answers for the region. */
export function answers(posting: PostingRow): boolean {
	if (posting.role === 'grid_worker') return true
	return (posting.role === 'commander' || posting.role === 'officer') && (posting.duty === 'chief' || posting.duty === 'deputy')
}

/** Bars of a region's postings within the window; no two of a lane overlap. */
export function bars(postings: PostingRow[], window: Span): Bar[] {
	const ends: number[] = []
	return postings
		.map((posting) => ({ posting, from: posting.from_at ?? -Infinity, until: posting.until_at ?? Infinity }))
		.filter((one) => one.from < window.until && one.until > window.from)
		.sort((a, b) => rank(a.posting) - rank(b.posting) || a.from - b.from || (a.posting.posting < b.posting.posting ? -1 : 1))
		.map((one) => {
			const from = Math.max(one.from, window.from)
			const until = Math.min(one.until, window.until)
			let lane = ends.findIndex((end) => end <= from)
			if (lane === -1) lane = ends.length
			ends[lane] = until
			return { posting: one.posting, from, until, lane, isCutLeft: one.from < window.from, isCutRight: one.until > window.until }
		})
}
function rank(posting: PostingRow): number {
	return answers(posting) ? ['chief', 'deputy', 'member'].indexOf(posting.duty ?? 'member') : 3
}

/** The times of the window in which nobody of these answers. */
export function holes(postings: PostingRow[], window: Span): Span[] {
	const held = postings
		.filter(answers)
		.map((one) => ({ from: one.from_at ?? -Infinity, until: one.until_at ?? Infinity }))
		.sort((a, b) => a.from - b.from)
	const out: Span[] = []
	let at = window.from
	for (const one of held) {
		if (one.from >= window.until) break
		if (one.from > at) out.push({ from: at, until: one.from })
		at = Math.max(at, one.until)
	}
	if (at < window.until) out.push({ from: at, until: window.until })
	return out
}
