// What the commands about staff at the front answer with.
export interface TeamRow {
	team: string
	name: string
	kind: string
	region: string
	region_name?: string | null
	organisation?: string | null
	organisation_name?: string | null
	leader_name?: string | null
	n_members: number
	faults: string[] | null
}
export interface Member {
	login: string
	name?: string | null
	organisation_name?: string | null
	role: string
	part?: string | null
	from?: string | null
	rank?: string | null
	is_linked_leader?: number | boolean | null
}
export interface Team extends TeamRow {
	members: Member[]
}

export interface BatchRow {
	batch: string
	organisation: string
	organisation_name?: string | null
	n: number
	n_approved: number
	n_refused: number
	uploaded_at?: number | null
	/** Whether the reader decides about it. */
	may_decide?: number | boolean
	state: string
}
export interface CadreRow {
	cadre: string
	name?: string | null
	organisation_name?: string | null
	batch?: string | null
	rank?: string | null
	is_member?: number | boolean | null
	residence?: string | null
	residence_name?: string | null
	state: string
	reason?: string | null
}
export interface PoolRow extends CadreRow {
	needs_clearance?: number | boolean | null
	is_cleared?: number | boolean | null
	is_asked?: number | boolean | null
}
export interface ClearanceRow {
	cadre: string
	name?: string | null
	organisation_name?: string | null
	rank?: string | null
	region: string
	region_name?: string | null
	work?: string | null
	state: string
	asked_by_name?: string | null
	asked_at?: number | null
	decided_by_name?: string | null
	decided_at?: number | null
	reason?: string | null
	may_decide: boolean
}
export interface AskRow {
	ask: string
	region: string
	region_name?: string | null
	n: number
	n_filled: number
	work?: string | null
	from_at: number
	until_at: number
	state: string
}
export interface DeploymentRow {
	deployment: string
	cadre?: string | null
	name?: string | null
	organisation_name?: string | null
	region: string
	region_name?: string | null
	work?: string | null
	role?: string | null
	post?: string | null
	team?: string | null
	team_name?: string | null
	from_at: number
	until_at: number
	state: string
}
export interface LeaveRow {
	leave: string
	deployment: string
	name?: string | null
	organisation_name?: string | null
	region?: string | null
	region_name?: string | null
	from_day: string
	until_day: string
	reason?: string | null
	state: string
	asked_at?: number | null
	unit_at?: number | null
	unit_name?: string | null
	granted_at?: number | null
	granted_name?: string | null
	refused_reason?: string | null
	may_unit?: number | boolean
	may_grant?: number | boolean
}
