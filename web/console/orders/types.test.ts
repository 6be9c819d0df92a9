import { describe, expect, it } from 'vitest'
import { clockText, courseOf, nextOf, shareOf, standing } from './types'

describe('orders', () => {
	it('counts minutes, and hours when there are some', () => {
		expect(clockText(0)).toBe('00:00')
		expect(clockText(45 * 60_000 + 5_999)).toBe('45:05')
		expect(clockText(-61_000)).toBe('01:01')
		expect(clockText(3_727_000)).toBe('1:02:07')
	})
	it('knows who is silent', () => {
		expect(standing({})).toBe('silent')
		expect(standing({ acknowledged_at: 1 })).toBe('acknowledged')
		expect(standing({ acknowledged_at: 1, arrived_at: 2 })).toBe('arrived')
		expect(standing({ arrived_at: 2 })).toBe('arrived')
	})
	it('asks for nothing more than the order does', () => {
		const mine = { recipient: '7.1', kind: 'muster' }
		expect(nextOf(mine)).toBe('acknowledged')
		expect(nextOf({ ...mine, acknowledged_at: 1 })).toBe('arrived')
		expect(nextOf({ ...mine, acknowledged_at: 1, arrived_at: 2 })).toBe(null)
		expect(nextOf({ ...mine, kind: 'notice', acknowledged_at: 1 })).toBe(null)
		expect(nextOf({ ...mine, state: 'ended' })).toBe(null)
		expect(nextOf({ ...mine, kind: 'community_order', acknowledged_at: 1 })).toBe(null)
		expect(nextOf({ kind: 'muster' })).toBe(null)
	})
	it('never divides by nobody', () => {
		expect(shareOf(0, 0)).toBe(0)
		expect(shareOf(5, 10)).toBe(50)
	})
	it('adds up the steps by minute', () => {
		const steps = [
			{ at: 1_000, what: 'acknowledged', n: 2 }, { at: 50_000, what: 'acknowledged' },
			{ at: 130_000, what: 'acknowledged', n: 4 }, { at: 130_000, what: 'arrived', n: 1 },
		]
		expect(courseOf(steps, 'acknowledged', 0)).toEqual([{ minute: 0, n: 3 }, { minute: 2, n: 7 }])
		expect(courseOf(steps, 'arrived', 0)).toEqual([{ minute: 2, n: 1 }])
	})
})
