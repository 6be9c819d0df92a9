import { describe, expect, it } from 'vitest'
import { byGate, byHour, totalOf } from './counts'
import type { Count } from './types'

const rows: Count[] = [
	{ gate: 'a', name: 'South', hour: 8, decision: 'pass', n: 40 },
	{ gate: 'a', name: 'South', hour: 8, decision: 'turn_back', n: 1 },
	{ gate: 'b', name: 'North', hour: 10, decision: 'emergency', n: 1 },
	{ gate: 'b', name: 'North', hour: 10, decision: 'visitor', n: 3 },
]
describe('counts of the gates', () => {
	it('add up', () => expect(totalOf(rows)).toEqual({ pass: 40, visitor: 3, turn_back: 1, emergency: 1, sum: 45 }))
	it('by hour have no hole', () => expect(byHour(rows).map((one) => [one.hour, one.line.sum])).toEqual([[8, 41], [9, 0], [10, 4]]))
	it('by gate', () => expect(byGate(rows).get('b')?.sum).toBe(4))
	it('of an empty day are none', () => expect(byHour([])).toEqual([]))
})
