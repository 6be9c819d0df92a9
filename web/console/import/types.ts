// State of an import as the server tells it.
export interface ImportState {
	state: string
	kind?: string
	dry_run?: boolean | number
	read: number
	total?: number | null
	added: number
	changed: number
	same: number
	refused: number
	rate?: number | null
	left_s?: number | null
	ignored?: string | null
	first_errors?: { row?: number; line?: number; field?: string | null; sentence: string }[]
	problem?: { number?: number; sentence: string } | string | null
}
export const RUNNING = new Set(['waiting', 'queued', 'reading', 'running'])
export function isRunning(state: ImportState | null): boolean {
	return state !== null && RUNNING.has(state.state)
}
