// Live tallies: the server says which regions' counts moved; pages read again.
// Rule: at most one refresh a second for each page, however fast counts move.

export interface TallyEvent {
	region: string
	tallies: Record<string, number>
}

export type LiveState = 'connecting' | 'live' | 'broken'

export interface Live {
	close(): void
}

/**
 * Listen to the tallies of some regions.  `changed` gets the events of the last
 * second at once; `state` tells whether the page is up to date.
 */
export function listen(
	regions: string[],
	changed: (events: TallyEvent[]) => void,
	state: (now: LiveState) => void = () => undefined,
	make: (url: string) => EventSource = (url) => new EventSource(url),
): Live {
	let source: EventSource | null = null
	let waiting: TallyEvent[] = []
	let timer: ReturnType<typeof setTimeout> | null = null
	let again: ReturnType<typeof setTimeout> | null = null
	let last = 0
	let isClosed = false

	function flush(): void {
		timer = null
		last = Date.now()
		const events = waiting
		waiting = []
		changed(events)
	}

	function open(): void {
		state('connecting')
		source = make(`/api/live?region=${regions.map(encodeURIComponent).join(',')}`)
		source.addEventListener('open', () => state('live'))
		source.addEventListener('tally', (event) => {
			waiting.push(JSON.parse((event as MessageEvent<string>).data) as TallyEvent)
			if (!timer) timer = setTimeout(flush, Math.max(0, last + 1000 - Date.now()))
		})
		// We were too slow to read and events were dropped: everything may have moved.
		source.addEventListener('reload', () => changed([]))
		source.addEventListener('error', () => {
			state('broken')
			// The browser tries again by itself unless the server refused.
			if (source?.readyState === 2 && !isClosed && !again)
				again = setTimeout(() => {
					again = null
					source?.close()
					if (!isClosed) open()
				}, 5000)
		})
	}

	open()
	return {
		close() {
			isClosed = true
			source?.close()
			if (timer) clearTimeout(timer)
			if (again) clearTimeout(again)
		},
	}
}
