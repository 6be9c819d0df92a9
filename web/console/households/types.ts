// A household's file as the server gives it.
import type { Step } from '../territory/types'

export interface Person {
	id: string
	name: string
	phone?: string | null
	id_number?: string | null
	sex?: string | null
	birth_year?: number | null
	relation?: string | null
	residence?: string | null
	hukou?: string | null
	state: string
	since_day?: string | null
}

export interface Household {
	id: string
	region: string
	place?: string | null
	building?: string | null
	door: string
	floor?: number | null
	kind: string
	state: string
	since_day?: string | null
	path?: Step[]
	residents?: Person[]
}
