// Which gate my shift is at now, by the roster as this phone knows it.
// Rule: a shift leads to its own gate; one that was chosen by hand during it stays.
import { field } from '../core'
import { asWritten, EARLY_MS, KEPT_AS, sorted, type Mine, type Place } from '../parts/duty'
import { standing } from './standing'
import { gatesKept } from './store'
import type { GateRow } from './types'

export type Due = Pick<GateRow, 'gate' | 'region' | 'name'> & { from_at: number }

/** The shift named, else the one begun, else the one whose hour has come. */
function placeOf(rows: readonly Place[], shift: string): Place | undefined {
	const places = asWritten(rows).filter((one) => one.gate)
	const { now } = sorted(places, field.now())
	return places.find((one) => one.shift === shift) ?? now.find((one) => one.begun_at) ?? now.find((one) => one.from_at <= field.now())
}

/** The gate of my shift; null when no roster here says one. */
export async function dueGate(shift: string): Promise<Due | null> {
	const place = placeOf((await field.kept<Mine>(KEPT_AS))?.rows ?? [], shift)
	if (!place?.gate) return null
	const { gate, region, checkpoint_name: name, from_at } = place
	const known = (await gatesKept()).find((row) => row.gate === gate)
	return { gate, region: known?.region ?? region, name: known?.name ?? name, from_at }
}

/** Whether it is the shift that says where this phone stands, not a hand. */
export function leads(due: Due): boolean {
	const { gate, since } = standing.value ?? {}
	return !gate || (since ?? 0) < due.from_at - EARLY_MS
}
