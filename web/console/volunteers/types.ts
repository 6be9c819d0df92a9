// What the volunteers' commands answer, as these pages use it.
import { call, list } from '../../shared/api'

export interface Item { item: string; class: string; name: string; skill?: string | null; is_exposed: boolean; is_standing: boolean; region?: string | null }
export interface Slot {
	slot: string; item: string; item_name: string; class: string; skill?: string | null; is_exposed: boolean
	region: string; region_name?: string | null; place: string; from_at: number; until_at: number
	capacity: number; n_taken: number; n_left: number
}
export type State = 'taken' | 'warned' | 'declined' | 'given_back' | 'done'
export interface Booking {
	booking: string; slot: string; volunteer: string; name?: string | null; category: string; has_own_gear: boolean
	state: State; warnings: string[]; item: string; item_name: string; is_exposed: boolean; region: string; region_name?: string | null
	place: string; from_at: number; until_at: number; hours?: number | null; reason?: string | null; decided_by_name?: string | null; is_own?: boolean
}
export interface Person {
	volunteer: string; name?: string | null; phone?: string | null; category: string; skills: string[]; has_own_gear: boolean
	is_household: boolean; login?: string | null; region: string; region_name?: string | null; n_taken: number
}

export const CLASSES = ['protecting', 'helping', 'telling'] as const
export const SKILLS = ['haircut', 'appliance_repair', 'driving', 'nursing', 'counselling', 'cooking', 'computers', 'broadcasting'] as const

/** The menu of a place, in the order of its classes. */
export async function menuOf(region: string | undefined): Promise<Item[]> {
	const { rows } = await list<Item>('volunteer.menu', { region })
	return CLASSES.flatMap((one) => rows.filter((row) => row.class === one))
}

export function phoneOf(volunteer: string, region: string, purpose: string): Promise<{ name: string; phone: string }> {
	return call('volunteer.open', { volunteer, region, purpose })
}
