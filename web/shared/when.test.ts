import { expect, it } from 'vitest'
import { dayOf, instant, parseInstant, span, today, typedClock } from './when'

it('speaks Beijing time wherever the reader sits', () => {
	const at = Date.UTC(2020, 1, 3, 18, 10)
	expect(instant(at)).toBe('2020-02-04 02:10')
	expect(dayOf(at)).toBe('2020-02-04')
	expect(today(Date.UTC(2020, 1, 29, 15, 59))).toBe('2020-02-29')
	expect(today(Date.UTC(2020, 1, 29, 16, 0))).toBe('2020-03-01')
})
it('reads back what it writes', () => {
	expect(instant(parseInstant('2020-02-04 02:10'))).toBe('2020-02-04 02:10')
	expect(parseInstant('2020-02-04')).toBe(Date.UTC(2020, 1, 3, 16))
	expect(parseInstant('tomorrow')).toBeNaN()
})
it('takes a time of the day as people type it, and nothing that is none', () => {
	expect(['14:05', '1405', '9:30', '930', ' 00：07 '].map(typedClock)).toEqual(['14:05', '14:05', '09:30', '09:30', '00:07'])
	expect(['25:99', '24:00', '9', '14:5', 'noon', ''].map(typedClock)).toEqual(Array(6).fill(undefined))
})
it('says time left shortly', () => expect([span(5), span(200), span(3700)]).toEqual(['5 s', '3 min 20 s', '1 h 1 min']))
