// What the server tells a household.
export interface GroupDoor {
	door: string
	place?: string | null
	floor?: number | null
	is_done: boolean
}
export interface Group {
	region: string
	path?: string[] | null
	title?: string | null
	day?: string | null
	until_day?: string | null
	doors: GroupDoor[]
	n_done: number
	n: number
}
export interface Question {
	key: string
	label: string
	kind: 'flag' | 'choice' | 'number' | 'int' | 'text'
	choices?: string[]
	min?: number
	max?: number
}
export interface FamilySweep {
	sweep: string
	title: string
	day: string
	until_day?: string | null
	kind: string
	target: 'household' | 'person'
	state?: string | null
	questions?: Question[] | null
	is_done: boolean
	is_disputed?: boolean
	people?: { resident: string; state?: string | null; is_done: boolean }[] | null
}
export interface Family {
	household: string
	region?: string
	door: string
	building?: string | null
	relation: string
	is_agent: boolean
	worker?: { name?: string | null; phone?: string | null } | null
	sweeps: FamilySweep[]
	people?: { resident: string; name: string }[] | null
}
