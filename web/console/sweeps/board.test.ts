import { describe, expect, it } from 'vitest'
import { percent } from '../../shared/list/cell'
import { coverage, notYet, type BoardRow } from './types'

const row: BoardRow = {
	key: '120113001001001', name: '第一网格', level: 'grid', due: 72, valid: 59, done: 57, absent: 6,
	refused: 1, vacant: 2, moved: 0, demolished: 0, conflict: 1,
}

describe('board', () => {
	it('counts those nobody has come to', () => expect(notYet(row)).toBe(5))
	it('never shows a hundred per cent that is not reached', () => {
		expect(percent(coverage({ due: 10_000, valid: 9_999 }))).toBe('99.9%')
		expect(percent(coverage({ due: 3, valid: 3 }))).toBe('100.0%')
	})
	it('has no coverage where nobody is due', () => expect(percent(coverage({ due: 0, valid: 0 }))).toBe('–'))
})
