import { describe, expect, it } from 'vitest'
import { clocksOf, lengthText, minutesOf } from './lengths'

describe('lengths of shifts', () => {
	it('are read as people write them', () => {
		expect(['8', '8:00', '7：30', '0730', ' 12:05 ', '24:00', '０８:３０'].map(minutesOf)).toEqual([480, 480, 450, 450, 725, 1440, 510])
	})
	it('are none when they are not', () => {
		for (const text of ['', 'x', '8:5', '8:60', '0:29', '24:01', '480', '-8', '8.5']) expect(minutesOf(text), text).toBeNaN()
	})
	it('are written with minutes', () => expect([480, 450, 1440, 30].map(lengthText)).toEqual(['8:00', '7:30', '24:00', '0:30']))
	it('lead round the clock', () => {
		const text = (hour: number, lengths: number[]) => clocksOf(hour, lengths).map((one) => one && `${one.from.text}${one.from.isNext ? '+' : ''}-${one.until.text}${one.until.isNext ? '+' : ''}`)
		expect(text(8, [480, 480, 480])).toEqual(['08:00-16:00', '16:00-24:00', '00:00+-08:00+'])
		expect(text(20, [450, 990])).toEqual(['20:00-03:30+', '03:30+-20:00+'])
		expect(text(0, [1440])).toEqual(['00:00-24:00'])
		expect(text(8, [480, NaN, 480])).toEqual(['08:00-16:00', null, null])
	})
})
