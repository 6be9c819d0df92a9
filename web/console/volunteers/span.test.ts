import { describe, expect, it } from 'vitest'
import { instant } from '../../shared/when'
import { spans, spanText, sums } from './span'
import type { Booking } from './types'

describe('times of help', () => {
	it('are repeated day by day', () => {
		const found = spans('2020-02-04', '07:00', '09:00', 3)
		expect(found.map((one) => instant(one.from_at))).toEqual(['2020-02-04 07:00', '2020-02-05 07:00', '2020-02-06 07:00'])
		expect(found.every((one) => one.until_at - one.from_at === 2 * 3_600_000)).toBe(true)
	})
	it('go over midnight', () => {
		const [night] = spans('2020-02-04', '22:00', '02:00', 1)
		expect(spanText(night!)).toBe('2020-02-04 22:00–02-05 02:00')
	})
	it('are none without a day', () => expect(spans('', '07:00', '09:00', 1)).toEqual([]))
	it('are added up by person', () => {
		const row = (volunteer: string, hours: number) => ({ volunteer, name: volunteer, hours }) as Booking
		const found = sums([row('a', 1.5), row('b', 2), row('a', 0.1), row('a', 0.2)])
		expect(found.map((one) => [one.name, one.hours, one.rows.length])).toEqual([['a', 1.8, 3], ['b', 2, 1]])
	})
})
