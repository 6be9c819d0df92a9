import { expect, test } from 'vitest'
import { pieces } from './aloud'

test('sentences one by one', () => {
	expect(pieces('今日\n有 2 户未查。请联系网格员！')).toEqual(['今日', '有 2 户未查。', '请联系网格员！'])
})
test('a long run is cut, and nothing is lost', () => {
	const long = 'word '.repeat(100).trim()
	const cut = pieces(long)
	expect(cut.every((one) => one.length <= 180)).toBe(true)
	expect(cut.join(' ')).toBe(long)
})
test('nothing to read', () => expect(pieces(' \n ')).toEqual([]))
