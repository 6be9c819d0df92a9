// What the server tells a gate (gate.list, gate.snapshot, signer.list), as it comes.
import type { PassRow } from './judge'

export interface GateRow {
	gate: string
	name: string
	region: string
	region_name: string | null
	community?: string | null
	is_closed: boolean
	url_path: string
}

export interface KeyRow {
	kid: string
	pem: string
	from_at: number
	until_at: number
}

export interface Policy {
	gate: string
	name: string
	region: string
	/** Fever from, tenths of a degree. */
	fever: number
	has_temperature: boolean
	has_scan: boolean
	has_verify: boolean
	has_register: boolean
	is_closed: boolean
}

export interface Snapshot extends Policy {
	now: number
	keys: KeyRow[]
	passes: PassRow[]
	revoked: number[]
	signed_text: string | null
	used: [pass: number, nth: number, n_out: number][]
	cursor: number
	has_more: boolean
}

export interface SignerRow {
	name: string
	kid: string
	key: string
	usages: string
}

/** All of it as the phone keeps it, sealed. */
export interface Kept {
	policy: Policy
	/** The server's time of the last list that was believed. */
	as_of: number
	/** The last one that began from nothing. */
	whole_at: number
	cursor: number
	keys: KeyRow[]
	passes: PassRow[]
	revoked: number[]
	used: [pass: number, nth: number, n_out: number][]
	/** A list came that no believed key had signed: names of the keys it came with. */
	doubt: string[] | null
}

export type Decision = 'pass' | 'visitor' | 'turn_back' | 'emergency'

/** "果园里 南门": compounds of one street share names, so their community stands before them. */
export const gateName = (row: GateRow): string => [row.community, row.region_name, row.name].filter(Boolean).join(' ')

/** Roles that may keep a gate. */
export const KEEPERS = ['gatekeeper', 'volunteer', 'property', 'grid_worker', 'officer']

export const degrees = (tenths: number): string => `${(tenths / 10).toFixed(1)} °C`
