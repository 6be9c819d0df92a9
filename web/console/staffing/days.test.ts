import { describe, expect, it } from 'vitest'
import { daySpan, nDays, span, tomorrow } from './days'
import { instant, parseInstant } from '../../shared/when'

describe('dates of a deployment', () => {
	it('begin tomorrow in Beijing, wherever the reader sits', () => {
		const late = parseInstant('2020-02-04 23:30')
		expect(instant(tomorrow(8, 0, late))).toBe('2020-02-05 08:00')
		expect(instant(tomorrow(20, 13, late))).toBe('2020-02-18 20:00')
	})
	it('say the year once', () => {
		expect(span(parseInstant('2020-02-04 08:00'), parseInstant('2020-02-18 20:00'))).toBe('2020-02-04 08:00 – 02-18 20:00')
		expect(span(parseInstant('2020-12-31 08:00'), parseInstant('2021-01-02 20:00'))).toBe('2020-12-31 08:00 – 2021-01-02 20:00')
		expect(daySpan('2020-02-04', '2020-02-04')).toBe('2020-02-04')
	})
	it('count both ends of a leave, over a leap day too', () => expect([nDays('2020-02-28', '2020-03-01'), nDays('2020-02-04', '2020-02-04')]).toEqual([3, 1]))
})
