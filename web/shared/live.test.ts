import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listen, type TallyEvent } from './live'

class Source extends EventTarget {
	readyState = 1
	closed = false
	constructor(readonly url: string) {
		super()
		made.push(this)
	}
	close(): void {
		this.closed = true
	}
	tell(n: number): void {
		this.dispatchEvent(new MessageEvent('tally', { data: JSON.stringify({ region: '12', tallies: { 'sweep.1.valid': n } }) }))
	}
}
let made: Source[] = []
const make = (url: string) => new Source(url) as unknown as EventSource
beforeEach(() => {
	made = []
	vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

it('passes the first event on at once and then at most one batch a second', async () => {
	const batches: TallyEvent[][] = []
	listen(['120113', '120101'], (events) => batches.push(events), undefined, make)
	expect(made[0]!.url).toBe('/api/live?region=120113,120101')
	for (let n = 0; n < 40; n++) {
		made[0]!.tell(n)
		await vi.advanceTimersByTimeAsync(50)
	}
	await vi.advanceTimersByTimeAsync(2000)
	expect(batches.length).toBeGreaterThanOrEqual(2)
	expect(batches.length).toBeLessThanOrEqual(4)
	expect(batches.flat()).toHaveLength(40)
})

it('opens again when the server closed it, and not after leaving the page', async () => {
	const states: string[] = []
	const live = listen(['12'], () => undefined, (state) => states.push(state), make)
	made[0]!.readyState = 2
	made[0]!.dispatchEvent(new Event('error'))
	await vi.advanceTimersByTimeAsync(6000)
	expect(made).toHaveLength(2)
	expect(states).toEqual(['connecting', 'broken', 'connecting'])
	live.close()
	expect(made[1]!.closed).toBe(true)
	made[1]!.readyState = 2
	made[1]!.dispatchEvent(new Event('error'))
	await vi.advanceTimersByTimeAsync(6000)
	expect(made).toHaveLength(2)
})

it('reads everything again when events were dropped', () => {
	const batches: TallyEvent[][] = []
	listen(['12'], (events) => batches.push(events), undefined, make)
	made[0]!.dispatchEvent(new Event('reload'))
	expect(batches).toEqual([[]])
})
