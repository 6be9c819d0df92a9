// What the gates' commands answer, as these pages use it.
import { says } from '../../shared/i18n'
import { standing } from '../parts/places'

export interface Gate {
	gate: string; number: number; name: string; region: string; region_name?: string | null; community?: string | null; fever: number; kept_days: number
	has_temperature: boolean; has_scan: boolean; has_verify: boolean; has_register: boolean; is_closed: boolean; token: string; url_path: string
}
/** A street has dozens called "East gate": with compound and community it is one of them. */
export const gateText = (gate: Pick<Gate, 'name' | 'region_name' | 'community'>): string => [gate.name, standing(gate)].filter(Boolean).join(' · ')
export type Decision = 'pass' | 'visitor' | 'turn_back' | 'emergency'
export const DECISIONS: Decision[] = ['pass', 'visitor', 'turn_back', 'emergency']
export interface Count { gate: string; name: string; hour: number; decision: Decision; n: number }
export interface Pass {
	pass: string; number: number; kind: string; state: 'open' | 'over' | 'void'; region: string; opens: string; opens_name?: string | null; door?: string | null
	household?: string | null; holder?: string | null; phone?: string | null; plate?: string | null; from_at: number; until_at: number; quota?: number | null; days?: number | null; void_at?: number | null
}
export interface Coded { code: string; number: number; kind: string; door?: string | null; opens_name?: string | null; from_at: number; until_at: number; quota?: number | null; days?: number | null }
export interface Conflict { record: number; gate: string; region_name?: string | null; community?: string | null; name: string; pass?: string | null; number?: number | null; door?: string | null; faults: string[]; device_at: number }
export interface Key { kid: string; pem: string; from_at: number; signs_until: number; until_at: number; is_late: boolean }

/** What did not fit, in words. */
export const FAULTS: Record<string, string> = {
	void: says('the pass had been made void'), over: says('the pass had run out'), early: says('the pass was not valid yet'), elsewhere: says('the pass opens another gate'),
	forged: says('the code was not ours, or edited'), replayed: says('the same pass twice within two minutes'), quota: says('more often than the pass allows'),
	unknown: says('no pass has this number'), fever: says('fever'),
}
/** Kinds of passes, as people call the card. */
export const KIND_WORDS: Record<string, string> = {
	household: says('Exit permit'), visitor: says('Visitor\'s pass'), delivery: says('Delivery pass'), vehicle: says('Vehicle pass'), staff: says('Staff badge'),
}
export const KINDS = ['household', 'visitor', 'delivery', 'vehicle', 'staff'] as const
