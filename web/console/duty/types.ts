// What the pages of duty read: exits, checkpoints, rosters, shifts.
export interface ExitRow {
	exit: string
	name: string
	region: string
	region_name?: string | null
	/** Name of the community that the compound belongs to. */
	community?: string | null
	state: 'open' | 'closed' | 'emergency'
	is_fire_passage?: number | boolean | null
	reason?: string | null
	keeper?: string | null
	keeper_name?: string | null
	/** Last opening test; null when there was none. */
	tested_at?: number | null
	is_test_ok?: number | boolean | null
	test_note?: string | null
	/** Its daily test is missing or failed. */
	is_red?: number | boolean | null
}

export interface OnDuty {
	name: string
	login?: string
	until_at?: number | null
}

export interface Checkpoint {
	checkpoint: string
	name: string
	region: string
	region_name?: string | null
	/** Name of the community that the compound belongs to. */
	community?: string | null
	exit?: string | null
	gate?: string | null
	team?: string | null
	team_name?: string | null
	leader_name?: string | null
	/** The temporary branch that answers for it (JY-14). */
	branch?: string | null
	branch_name?: string | null
	exit_name?: string | null
	n_least: number
	n_on_duty: number
	on_duty?: OnDuty[] | null
	is_red: number | boolean
	red_since?: number | null
	next_from_at?: number | null
}

export interface Member {
	login: string
	name: string
}

export interface Finding {
	fault: string
	from_at: number
	until_at: number
	/** Whom it is about; empty: nobody in particular. */
	name?: string | null
	sentence: string
}

export interface RosterShift {
	shift?: string
	from_at: number
	until_at: number
	people: Member[]
}

export interface RosterRow {
	roster: string
	checkpoint: string
	checkpoint_name: string
	region: string
	region_name?: string | null
	/** Name of the community that the compound belongs to. */
	community?: string | null
	from_day: string
	days: number
	pattern: string
	n_least: number
	state: 'draft' | 'published' | 'withdrawn'
	n_findings?: number | null
}

export interface Roster extends RosterRow {
	team?: string | null
	team_name?: string | null
	leader_name?: string | null
	rest_hours?: number | null
	most_hours_week?: number | null
	shifts: RosterShift[]
	findings: Finding[]
	members?: Member[] | null
}
