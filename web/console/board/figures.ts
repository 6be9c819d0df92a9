// What the big screen shows, read with the same commands as the pages behind it.
// Rule: no figure of its own; a number that differs from the ledger would be a fault.
import { list } from '../../shared/api'
import { baseOf, board, openSweeps } from '../map/fetch'
import { redCheckpoints } from '../duty/fetch'
import type { Checkpoint } from '../duty/types'
import { hasArrival, type Order } from '../orders/types'
import { coverage, type BoardRow, type Sweep } from '../sweeps/types'

export interface SweepFigures {
	sweep: Sweep
	/** The region itself. */
	all: BoardRow
	/** Regions directly below, worst first. */
	below: BoardRow[]
}
export interface HoleRow {
	region: string
	region_name: string
	level: number
}
export interface ComplaintRow {
	number: string
	kind?: string | null
	region_name?: string | null
	due_at?: number | null
}
export interface Figures {
	sweeps: SweepFigures[]
	holes: { rows: HoleRow[]; n: number } | null
	/** null: these roles see no complaints. */
	overdue: { rows: ComplaintRow[]; n: number } | null
	/** Checkpoints with nobody or too few on duty; null: these roles see none. */
	checkpoints: { rows: Checkpoint[]; n: number } | null
	/** Orders under way and how many are not done; null: these roles see none. */
	orders: { rows: Order[]; n: number } | null
	at: number
}

/** Lowest coverage first; what has nothing due comes last. */
export function worstFirst(rows: BoardRow[]): BoardRow[] {
	const share = (row: BoardRow): number => (row.due ? coverage(row) : 2)
	return [...rows].sort((a, b) => share(a) - share(b) || (a.key < b.key ? -1 : 1))
}

/** The rows with conflicts, most first. */
export function disputed(rows: BoardRow[]): BoardRow[] {
	return rows.filter((row) => row.conflict > 0).sort((a, b) => b.conflict - a.conflict || (a.key < b.key ? -1 : 1))
}

async function figuresOf(sweep: Sweep, base: string): Promise<SweepFigures | null> {
	const rows = await board(sweep, base)
	const all = rows.get(base)
	if (!all?.due) return null
	return { sweep, all, below: worstFirst([...rows.values()].filter((row) => row.key !== base)) }
}

async function holesIn(region: string): Promise<Figures['holes']> {
	const page = await list<HoleRow>('posting.holes', { region, limit: 6 })
	return { rows: page.rows, n: page.count ?? page.rows.length }
}

/** Complaints whose time is over, as the list of complaints tells them. */
async function overdueIn(region: string): Promise<Figures['overdue']> {
	const page = await list<ComplaintRow>('complaint.list', { region, is_overdue: true, limit: 4 })
	return { rows: page.rows, n: page.count ?? page.rows.length }
}

/** How many of an order have not come, or not said that they have it. */
export function unanswered(order: Order): number {
	return Math.max(0, order.n - (hasArrival(order) ? order.n_arrived : order.n_acknowledged))
}
async function ordersIn(region: string): Promise<Figures['orders']> {
	const { rows } = await list<Order>('order.list', { region, state: 'open', limit: 20 })
	const most = [...rows].sort((a, b) => unanswered(b) - unanswered(a) || b.issued_at - a.issued_at)
	return { rows: most, n: most.reduce((sum, one) => sum + unanswered(one), 0) }
}

/** At most this many sweeps stand on one screen. */
export const SWEEPS_MOST = 3

export async function readFigures(region: string, may: (command: string) => boolean): Promise<Figures> {
	const at = Date.now()
	const [sweeps, base, holes, overdue, checkpoints, orders] = await Promise.all([
		may('sweep.board') ? openSweeps() : Promise.resolve([]),
		baseOf(region),
		may('posting.holes') ? holesIn(region) : Promise.resolve(null),
		may('complaint.list') ? overdueIn(region) : Promise.resolve(null),
		may('checkpoint.list') ? redCheckpoints(region, 6) : Promise.resolve(null),
		may('order.list') ? ordersIn(region) : Promise.resolve(null),
	])
	// A sweep of another place has nothing due here.
	const near = sweeps.filter((one) => one.region.startsWith(region) || region.startsWith(one.region))
	const read = await Promise.all(near.slice(0, 12).map((sweep) => figuresOf(sweep, base)))
	return { sweeps: read.filter((one) => one !== null).slice(0, SWEEPS_MOST), holes, overdue, checkpoints, orders, at }
}

/** The rows that fit into so many lines, and how many stand behind the last one shown. */
export function linesOf<Row extends { n?: number }>(rows: Row[], n: number, room: number): { shown: Row[]; more: number } {
	const after = (shown: Row[]): number => n - shown.reduce((sum, row) => sum + (row.n ?? 1), 0)
	if (rows.length <= room && (after(rows) <= 0 || rows.length < room)) return { shown: rows, more: Math.max(0, after(rows)) }
	const shown = rows.slice(0, Math.max(0, Math.floor(room) - 1))
	return { shown, more: Math.max(0, after(shown)) }
}
