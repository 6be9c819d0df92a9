// A list that pages by cursor.  The server's `next` is opaque; going back uses
// the cursors already seen.  Rule: only the newest answer is shown, however the
// answers overtake each other.
import { computed, ref, shallowRef } from 'vue'
import { takes } from '../schema'
import { list, type Args, type Page, type Problem } from '../api'

export type Fetch<Row> = (args: Args, signal: AbortSignal) => Promise<Page<Row>>

/** Short lists take no cursor, and an argument that a command does not take is refused. */
function only(command: string, args: Args): Args {
	const names = new Set(takes(command).map((field) => field.name))
	return Object.fromEntries(
		Object.entries(args).filter(([name]) => !['cursor', 'limit'].includes(name) || names.has(name)),
	)
}

export function useCursorList<Row>(source: string | Fetch<Row>, pageSize = 50) {
	const fetchPage: Fetch<Row> =
		typeof source === 'string' ? (args, signal) => list<Row>(source, only(source, args), signal) : source
	const rows = shallowRef<Row[]>([])
	const count = ref<number | null>(null)
	const isLoading = ref(false)
	const problem = shallowRef<Problem | null>(null)
	const limit = ref(pageSize)
	/** Cursors of the pages up to the one shown; the first page has none. */
	const trail = ref<(string | null)[]>([null])
	const following = ref<string | null>(null)
	let args: Args = {}
	let running: AbortController | null = null

	async function load(): Promise<void> {
		running?.abort()
		const mine = new AbortController()
		running = mine
		isLoading.value = true
		problem.value = null
		try {
			const cursor = trail.value[trail.value.length - 1]
			const page = await fetchPage({ ...args, cursor, limit: limit.value }, mine.signal)
			if (running !== mine) return
			rows.value = page.rows
			following.value = page.next ?? null
			if (typeof page.count === 'number') count.value = page.count
			else if (trail.value.length === 1) count.value = null
		} catch (error) {
			if (running !== mine || mine.signal.aborted) return
			problem.value = error as Problem
			rows.value = []
			following.value = null
		} finally {
			if (running === mine) isLoading.value = false
		}
	}

	return {
		rows,
		count,
		isLoading,
		problem,
		limit,
		pageNumber: computed(() => trail.value.length),
		hasNext: computed(() => following.value !== null && following.value !== ''),
		hasPrevious: computed(() => trail.value.length > 1),
		/** Other arguments: the first page of another list. */
		start(next: Args): Promise<void> {
			args = { ...next }
			trail.value = [null]
			count.value = null
			return load()
		},
		/** The same page again, after something was changed. */
		reload: load,
		next(): Promise<void> {
			if (following.value) trail.value = [...trail.value, following.value]
			return load()
		},
		previous(): Promise<void> {
			if (trail.value.length > 1) trail.value = trail.value.slice(0, -1)
			return load()
		},
		first(): Promise<void> {
			trail.value = [null]
			return load()
		},
		resize(size: number): Promise<void> {
			limit.value = size
			trail.value = [null]
			return load()
		},
	}
}
