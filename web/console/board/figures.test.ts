import { expect, test } from 'vitest'
import type { BoardRow } from '../sweeps/types'
import { disputed, linesOf, worstFirst } from './figures'

const row = (key: string, due: number, valid: number, conflict = 0): BoardRow =>
	({ key, name: key, level: 5, due, valid, conflict, done: valid, absent: 0, refused: 0, vacant: 0, moved: 0, demolished: 0 })

test('the lowest coverage comes first, what has nothing due last', () => {
	expect(worstFirst([row('a', 0, 0), row('b', 10, 9), row('c', 10, 1), row('d', 4, 4)]).map((one) => one.key)).toEqual(['c', 'b', 'd', 'a'])
})
test('only conflicts are listed, most first', () => {
	expect(disputed([row('a', 9, 1, 1), row('b', 9, 1), row('c', 9, 1, 4)]).map((one) => one.key)).toEqual(['c', 'a'])
})

test('shows whole lines that fit and counts the rest from what is shown', () => {
	const rows: { key: string; n?: number }[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => ({ key }))
	expect(linesOf(rows, 6, 6)).toEqual({ shown: rows, more: 0 })
	expect(linesOf(rows, 8, 6)).toEqual({ shown: rows.slice(0, 5), more: 3 })
	expect(linesOf(rows, 8, 7)).toEqual({ shown: rows, more: 2 })
	expect(linesOf(rows, 8, 4)).toEqual({ shown: rows.slice(0, 3), more: 5 })
	expect(linesOf([{ n: 3 }, { n: 2 }], 9, 2)).toEqual({ shown: [{ n: 3 }], more: 6 })
	expect(linesOf(rows, 6, Infinity)).toEqual({ shown: rows, more: 0 })
})
