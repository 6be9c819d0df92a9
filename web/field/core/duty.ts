// What follows from the postings: which are open, and which regions the phone carries.
// Rule: a posting that ended gives nothing, by the phone's own clock too.
import type { Args, Posting } from './field'

/** Roles that may take a region along (sync.pull). */
const CARRIERS = ['grid_worker', 'officer', 'property', 'volunteer']
/** Of these, the ones that are told who lives there. */
const KEEPERS = ['grid_worker', 'officer']

const at = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** A posting as sync.pull, /api/me and the enrolment say it. */
export function postingFrom(row: Args): Posting {
	return {
		role: String(row.role),
		region: String(row.region ?? ''),
		name: (row.region_name ?? row.name ?? null) as string | null,
		from_at: at(row.from_at ?? row.from),
		until_at: at(row.until_at ?? row.until),
		duty: (row.duty ?? null) as string | null,
		is_open: true,
	}
}

/** Those that have not ended, with what is open now. */
export function postingsNow(all: readonly Posting[], now: number): Posting[] {
	return all
		.filter((posting) => posting.until_at === null || now < posting.until_at)
		.map((posting) => ({ ...posting, is_open: posting.from_at === null || posting.from_at <= now }))
}

/** The next instant at which a posting begins or ends; null when none does. */
export function nextChange(all: readonly Posting[], now: number): number | null {
	const instants = all.flatMap((posting) => [posting.from_at, posting.until_at]).filter((one): one is number => one !== null && one > now)
	return instants.length ? Math.min(...instants) : null
}

/** Regions to carry: one that lies in another is carried with it, unless only it is told of people. */
export function regionsToCarry(postings: readonly Posting[]): string[] {
	const carried = postings.filter((posting) => posting.is_open && posting.region && CARRIERS.includes(posting.role))
	const isKeeper = (posting: Posting): boolean => KEEPERS.includes(posting.role)
	const covered = (one: Posting): boolean =>
		carried.some((other) => other.region !== one.region && one.region.startsWith(other.region) && (isKeeper(other) || !isKeeper(one)))
	return [...new Set(carried.filter((one) => !covered(one)).map((one) => one.region))].sort()
}

/** Whether who lives there is carried too. */
export function hasPeople(postings: readonly Posting[], region: string): boolean {
	return postings.some((posting) => posting.is_open && KEEPERS.includes(posting.role) && posting.region !== '' && region.startsWith(posting.region))
}

/** The narrowest of my postings' regions that holds the place. */
export function regionFor(postings: readonly Posting[], place: string | null): string | null {
	const open = postings.filter((posting) => posting.is_open)
	const over = open.filter((posting) => place !== null && place.startsWith(posting.region))
	const [best] = (over.length ? over : open).sort((a, b) => b.region.length - a.region.length)
	return best ? best.region : place
}
