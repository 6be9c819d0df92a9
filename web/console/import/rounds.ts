// One sheet may need several rounds: what was refused comes back corrected, in the
// same place.  What was said of its columns is kept with the run while the tab lives.
import { encodeMap, type ColumnMap } from './columns'
import type { ImportState } from './types'

export interface Job {
	kind: string
	headers: string[]
	map: ColumnMap
	/** Runs for real that are over, before this one. */
	before: ImportState[]
	isDry: boolean
}
const KEY = 'lianfang.import.'

export function keepJob(run: string, job: Job): void {
	try {
		sessionStorage.setItem(KEY + run, JSON.stringify(job))
	} catch {
		// A full or forbidden store: the columns are guessed again.
	}
}
export function jobOf(run: string): Job | null {
	try {
		return JSON.parse(sessionStorage.getItem(KEY + run) ?? 'null') as Job | null
	} catch {
		return null
	}
}

/** The map of the sheet of refused rows: the same columns, and the one with the reason left out. */
export function correctedMap(job: Job, reason: string): string {
	const headers = job.headers.includes(reason) ? job.headers : [...job.headers, reason]
	return encodeMap(headers, { ...job.map, [reason]: null })
}

/** What all rounds came to: kept in all, and what is still refused after the last. */
export function inAll(before: readonly ImportState[], last: ImportState): { kept: number; left: number } {
	const kept = [...before, last].reduce((sum, one) => sum + one.added + one.changed + one.same, 0)
	return { kept, left: last.refused }
}
