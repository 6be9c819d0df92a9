// Volunteers on phones: what the server answers, and how a time of help reads.
import { clockOf, dayOf, instant } from './when'

export interface Offer { volunteer: string; name?: string | null; category: string; skills: string[]; has_own_gear: boolean; region: string; region_name?: string | null }
export type BookingState = 'taken' | 'warned' | 'declined' | 'given_back' | 'done'
export interface OwnBooking { booking: string; volunteer: string; state: BookingState; warnings: string[]; item_name: string; is_exposed: boolean; place: string; region_name?: string | null; from_at: number; until_at: number; hours?: number | null; reason?: string | null }
export interface Mine { offers: Offer[]; bookings: OwnBooking[] }
export interface OpenSlot { slot: string; item_name: string; class: string; skill?: string | null; is_exposed: boolean; region_name?: string | null; place: string; from_at: number; until_at: number; n_left: number; booking?: string | null; state?: BookingState | null }

/** "02-04 07:00–09:00" */
export function helpTime(one: { from_at: number; until_at: number }): string {
	const isNight = dayOf(one.from_at) !== dayOf(one.until_at)
	return `${instant(one.from_at).slice(5)}–${isNight ? instant(one.until_at).slice(5) : clockOf(one.until_at)}`
}

/** Those still to come, the next one first. */
export function coming(rows: readonly OwnBooking[], now: number): OwnBooking[] {
	return rows.filter((row) => row.until_at > now && row.state !== 'given_back').sort((a, b) => a.from_at - b.from_at)
}

/** Hours written down so far. */
export function hoursOf(rows: readonly OwnBooking[]): number {
	return Math.round(rows.reduce((n, row) => n + (row.hours ?? 0), 0) * 10) / 10
}
