import { beforeEach, describe, expect, it } from 'vitest'
import { setLang } from '../i18n'
import { cellText, figure, percent } from './cell'

beforeEach(() => setLang('en'))

describe('cells', () => {
	it('show each kind as people read it', () => {
		expect(cellText({ name: 'at', kind: 'at' }, Date.UTC(2020, 1, 3, 18, 10))).toBe('2020-02-04 02:10')
		expect(cellText({ name: 'role', kind: 'choice' }, 'grid_worker')).toBe('Grid worker')
		expect(cellText({ name: 'is_daily', kind: 'flag' }, 0)).toBe('No')
		expect(cellText({ name: 'n', kind: 'int' }, 13_866_009)).toBe('13,866,009')
		expect(cellText({ name: 'birth_year', kind: 'int' }, 1961)).toBe('1961')
		expect(cellText({ name: 'note', kind: 'text' }, null)).toBe('')
		setLang('zh-CN')
		expect(cellText({ name: 'role', kind: 'choice' }, 'grid_worker')).toBe('网格员')
	})
	it('tell nothing from zero', () => expect([figure(null), figure(0)]).toEqual(['–', '0']))
	it('round shares down', () => expect([percent(0.99999), percent(1), percent(0.29)]).toEqual(['99.9%', '100.0%', '29.0%']))
})
