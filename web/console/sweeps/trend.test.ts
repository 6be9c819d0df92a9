import { expect, it } from 'vitest'
import { byHour } from './trend'

it('adds up hour by hour, and stands still in hours without a record', () => {
	const hours = byHour([{ hour: 9, valid: 12 }, { hour: 11, valid: 5 }, { hour: 11, valid: -1 }], 12)
	expect(hours).toEqual([
		{ hour: '08', sum: 0 }, { hour: '09', sum: 12 }, { hour: '10', sum: 12 }, { hour: '11', sum: 16 }, { hour: '12', sum: 16 },
	])
})

it('begins before eight when records do', () => {
	expect(byHour([{ hour: 6, valid: 1 }], 7).map((one) => one.hour)).toEqual(['06', '07'])
})
