// What is to be said of a pass at this gate, by what the phone knows: the same judgement
// as the server's (src/domain/gating.c), without the network.
// Rule: it says what does not fit; the keeper decides, and an emergency is never asked.
import type { Key } from '../../shared/code/cose'
import { checkPass, PASS_PREFIX, type PassKind } from '../../shared/code/passCode'

export type Direction = 'out' | 'in'
export type Fault = 'void' | 'over' | 'early' | 'elsewhere' | 'forged' | 'unreadable' | 'strange' | 'replayed' | 'quota' | 'unknown' | 'untold'

/** Number, kind, door, from, until, times out, in so many days: as the snapshot has it. */
export type PassRow = [number: number, kind: PassKind, door: string | null, from_at: number, until_at: number, quota: number | null, days: number | null]

/** What was let through here with a pass and is not in the centre's count yet, and when it was last seen. */
export interface Use {
	last_at: number
	last_direction: Direction
	/** Not counted at the centre yet: which command, when. */
	out: { id: string; at: number }[]
}

export interface Known {
	/** Key of the gate's region. */
	region: string
	keys: readonly Key[]
	passes: ReadonlyMap<number, PassRow>
	revoked: ReadonlySet<number>
	/** "number:nth" → times out, over all gates, as the centre knew it. */
	used: ReadonlyMap<string, number>
	uses: ReadonlyMap<number, Use>
}

export interface Verdict {
	faults: Fault[]
	/** Of the pass; 0 when the code is not ours. */
	number: number
	kind: PassKind | null
	door: string | null
	until_at: number | null
	quota: number | null
	days: number | null
	/** Times out in its span of days, before this one. */
	n_out: number
	/** As scanned; absent when typed. */
	code?: string
	/** The code has run out, its pass has not: it is to be shown anew. */
	is_code_old: boolean
}

const REPLAY_MS = 120_000
const DAY_MS = 86_400_000
const dayNumber = (at: number): number => Math.floor((at + 8 * 3_600_000) / DAY_MS)

/** Which span of its days an instant lies in. */
export function spanOf(from_at: number, days: number | null, at: number): number {
	return days && at > from_at ? Math.floor((dayNumber(at) - dayNumber(from_at)) / days) : 0
}

interface Shown {
	number: number
	kind: PassKind
	door: string | null
	from_at: number
	until_at: number
	quota: number | null
	days: number | null
}

function judge(known: Known, pass: Shown, direction: Direction, at: number, faults: Fault[]): Verdict {
	const { number, from_at, quota, days } = pass
	const nth = spanOf(from_at, days, at)
	const use = known.uses.get(number)
	const own = use?.out.filter((one) => spanOf(from_at, days, one.at) === nth).length ?? 0
	const n_out = (known.used.get(`${number}:${nth}`) ?? 0) + own
	if (known.revoked.has(number)) faults.push('void')
	if (pass.until_at <= at) faults.push('over')
	if (from_at > at) faults.push('early')
	if (use && use.last_direction === direction && Math.abs(at - use.last_at) < REPLAY_MS) faults.push('replayed')
	if (direction === 'out' && quota !== null && n_out >= quota) faults.push('quota')
	return { faults, number, kind: pass.kind, door: pass.door, until_at: pass.until_at, quota, days, n_out, is_code_old: false }
}

/** A number that was typed in, or a pass chosen by its door. */
export function judgeNumber(known: Known, number: number, direction: Direction, at: number): Verdict {
	const row = known.passes.get(number)
	if (!row) {
		const fault = known.revoked.has(number) ? 'void' : 'unknown'
		return { faults: [fault], number, kind: null, door: null, until_at: null, quota: null, days: null, n_out: 0, is_code_old: false }
	}
	const [, kind, door, from_at, until_at, quota, days] = row
	return judge(known, { number, kind, door, from_at, until_at, quota, days }, direction, at, [])
}

/** The text of a QR code that begins with LF1:. */
export async function judgeCode(known: Known, code: string, direction: Direction, at: number): Promise<Verdict> {
	const { faults, pass } = await checkPass(code, at, known.keys)
	const bad: Fault | null = faults.includes('other') ? 'strange' : faults.includes('unreadable') ? 'unreadable' : faults.some((fault) => fault === 'unknown' || fault === 'forged') ? 'forged' : null
	// Without a key nothing can be told, neither good nor bad.
	if (bad === 'forged' && known.keys.length === 0) return { faults: ['untold'], number: 0, kind: null, door: null, until_at: null, quota: null, days: null, n_out: 0, code, is_code_old: false }
	// What a stranger wrote in a code is not shown: it would look like ours.
	if (bad || !pass) return { faults: [bad ?? 'unreadable'], number: 0, kind: null, door: null, until_at: null, quota: null, days: null, n_out: 0, code, is_code_old: false }
	const opens = known.region.startsWith(pass.region) || pass.region.startsWith(known.region)
	const verdict = judge(known, pass, direction, at, opens ? [] : ['elsewhere'])
	const row = known.passes.get(pass.number)
	return { ...verdict, code, is_code_old: pass.until_at <= at && row !== undefined && row[4] > at }
}

/** Doors are compared as people say them: 3-201, 3－201, 3 201. */
export function doorKey(door: string): string {
	return door.normalize('NFKC').toLowerCase().replace(/[\s\-–—_.#号楼栋单元门室座]/g, '')
}

export type Typed = { what: 'code'; code: string } | { what: 'certificate'; text: string } | { what: 'number'; number: number } | { what: 'doors'; rows: PassRow[] } | { what: 'nothing'; isDoor: boolean }

/** What somebody typed, or a reader: a code, a pass's number, or a door. */
export function understand(text: string, known: Pick<Known, 'passes'>): Typed {
	// A code may end with blanks: they are letters of base45.
	const clean = text.replace(/[\r\n\t]/g, '').trimStart()
	const upper = clean.normalize('NFKC').toUpperCase()
	if (upper.startsWith(PASS_PREFIX)) return { what: 'code', code: upper }
	if (upper.startsWith('HC1:')) return { what: 'certificate', text: upper }
	const door = doorKey(clean)
	if (!door) return { what: 'nothing', isDoor: false }
	const rows = [...known.passes.values()].filter((row) => row[2] !== null && doorKey(row[2]) === door)
	const digits = upper.trim()
	const number = /^\d{1,15}$/.test(digits) ? Number(digits) : 0
	// "301" may be a door and a number: both are shown, the person says which.
	const named = known.passes.get(number)
	if (rows.length) return { what: 'doors', rows: named && !rows.includes(named) ? [named, ...rows] : rows }
	// "3-201" is how a door is written; whether such a door is here, this phone cannot know.
	return number > 0 ? { what: 'number', number } : { what: 'nothing', isDoor: /^[\da-z]*\d[a-z]?$/.test(door) && door.length <= 10 }
}
