import { describe, expect, it } from 'vitest'
import { mended } from './forms'

const refused = (number: number, field: string | null, args: Record<string, unknown>) => mended({ command: 'gate.scan', at: 7000, number, field, args })

describe('a refused record of a gate', () => {
	it('goes again with a time or a number put right that nobody typed', () => {
		expect(refused(4004, 'device_at', { gate: 'g1', decision: 'emergency', device_at: 5000.4 })).toEqual({ gate: 'g1', decision: 'emergency', device_at: 5000 })
		expect(refused(4007, 'device_at', { gate: 'g1', device_at: 'x' })).toEqual({ gate: 'g1', device_at: 7000 })
		expect(refused(4005, 'temperature', { gate: 'g1', decision: 'pass', temperature: 36 })).toEqual({ gate: 'g1', decision: 'pass' })
	})
	it('waits for a person where one has to look: another number, a needed word, what was typed', () => {
		expect(refused(7601, 'gate', { gate: 'g1' })).toBeNull()
		expect(refused(4009, 'gate', { gate: 'g1' })).toBeNull()
		expect(refused(4009, 'reason', { gate: 'g1', reason: 'x' })).toBeNull()
		expect(refused(4004, null, { gate: 'g1' })).toBeNull()
	})
})
