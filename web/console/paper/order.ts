// The order of a sheet, and the code printed on it.
// Rule: the same order as the work list of the server (building, stairwell, floor,
// door as people count), so that paper and screen run down side by side.
import { allRows } from '../../shared/list/all'
import { byWalk, stairwellOf } from '../../shared/walk'
import type { DoorRow } from '../sweeps/types'

/** Characters of a key down to the building. */
const BUILDING = 20

/** The building of a door, or the region it stands in where there is no building. */
export function groupOf(row: Pick<DoorRow, 'region'>): string {
	return (row.region ?? '').slice(0, BUILDING)
}

/** A door as it is found on the spot: behind its stairwell's name where its own leaves that out. */
export function doorOf(row: Pick<DoorRow, 'region' | 'door' | 'place'>): string {
	const isInStairwell = (row.region ?? '').length > BUILDING
	return isInStairwell && row.place && stairwellOf(row.door) === '' ? `${row.place} ${row.door}` : row.door
}

export function inOrder(rows: DoorRow[]): DoorRow[] {
	const at = (row: DoorRow) => ({ region: row.region ?? '', door: row.door, floor: row.floor ?? null })
	const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
	return [...rows].sort((a, b) => byWalk(at(a), at(b)) || text(a.household, b.household) || text(a.resident ?? '', b.resident ?? ''))
}

/** More is no walk for one person, and no sheet for one desk. */
export const MOST_DOORS = 2000

/** Every door of the list in a region, recorded or not, in order; null when they are too many. */
export async function allDoors(sweep: string, region: string, day: string): Promise<DoorRow[] | null> {
	const rows = await allRows<DoorRow>('sweep.doors', { sweep, region, day }, MOST_DOORS)
	return rows.length > MOST_DOORS ? null : inOrder(rows)
}

export interface Sheet {
	key: string
	name: string
	rows: DoorRow[]
}

/** One sheet a building. */
export function sheetsOf(rows: DoorRow[]): Sheet[] {
	const sheets = new Map<string, Sheet>()
	for (const row of rows) {
		const key = groupOf(row)
		const sheet = sheets.get(key) ?? { key, name: row.building ?? '', rows: [] }
		sheet.rows.push(row)
		sheets.set(key, sheet)
	}
	return [...sheets.values()]
}

export function pagesOf<T>(rows: T[], size: number): T[][] {
	const pages: T[][] = []
	for (let i = 0; i < rows.length; i += size) pages.push(rows.slice(i, i + size))
	return pages
}

export interface SheetCode {
	sweep: string
	region: string
	day: string
}

/** What the code on a sheet says: the address of the page where it is typed in. */
export function sheetCode(origin: string, code: SheetCode): string {
	return `${origin}/paper/type?${new URLSearchParams({ s: code.sweep, r: code.region, d: code.day })}`
}

/** Reads it back; scanners that act as a keyboard may send full-width signs. */
export function readSheetCode(text: string): SheetCode | null {
	const plain = text.normalize('NFKC').trim()
	const question = plain.indexOf('?')
	if (question < 0 || !plain.slice(0, question).endsWith('/paper/type')) return null
	const query = new URLSearchParams(plain.slice(question + 1))
	const [sweep, region, day] = [query.get('s'), query.get('r'), query.get('d')]
	return sweep && region && day ? { sweep, region, day } : null
}
