// Places of shifts as the server gives them: one row for each person.
export interface PlaceRow {
	shift: string
	checkpoint: string
	checkpoint_name: string
	region: string
	region_name?: string | null
	community?: string | null
	login: string
	name: string
	from_at: number
	until_at: number
	state: string
	begun_at?: number | null
	handed_at?: number | null
	/** What whoever leaves tells whoever comes. */
	note?: string | null
	/** What the one before has told. */
	last_note?: string | null
	last_by?: string | null
}
export interface Proposal {
	login: string
	name: string
	how: string
	from_at?: number | null
	until_at?: number | null
}
export interface NoShow extends PlaceRow {
	since_at?: number | null
	proposals?: Proposal[] | null
}
export interface HoursRow {
	login: string
	name: string
	n_shifts: number
	minutes: number
	night_minutes?: number | null
}
