import { describe, expect, it } from 'vitest'
import { coming, helpTime, hoursOf, type OwnBooking } from './volunteering'
import { parseInstant } from './when'

const row = (from: string, until: string, state: OwnBooking['state'], hours?: number) => ({ booking: from, from_at: parseInstant(from), until_at: parseInstant(until), state, hours }) as OwnBooking
describe('own places', () => {
	const rows = [
		row('2020-02-05 07:00', '2020-02-05 09:00', 'taken'),
		row('2020-02-04 13:00', '2020-02-04 17:00', 'warned'),
		row('2020-02-04 07:00', '2020-02-04 09:00', 'done', 2),
		row('2020-02-06 07:00', '2020-02-06 09:00', 'given_back'),
	]
	it('come in the order of their times, without what is over or given back', () =>
		expect(coming(rows, parseInstant('2020-02-04 10:00')).map((one) => one.booking)).toEqual(['2020-02-04 13:00', '2020-02-05 07:00']))
	it('say their time, over midnight too', () => {
		expect(helpTime(rows[0]!)).toBe('02-05 07:00–09:00')
		expect(helpTime(row('2020-02-04 22:00', '2020-02-05 02:00', 'taken'))).toBe('02-04 22:00–02-05 02:00')
	})
	it('add up', () => expect(hoursOf(rows)).toBe(2))
})
