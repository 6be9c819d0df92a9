import { describe, expect, it } from 'vitest'
import { boundsOf, readNumber } from './number'

describe('a number as an answer', () => {
	it('keeps inside the bounds of the question, or 0 to the most there can be', () => {
		expect(boundsOf({ kind: 'int' }, 99)).toEqual({ min: 0, max: 99 })
		expect(boundsOf({ kind: 'int', min: 1, max: 200 }, 99)).toEqual({ min: 1, max: 200 })
		expect(boundsOf({ kind: 'number', min: 150 }, 99)).toEqual({ min: 150, max: 249 })
		expect(boundsOf({ kind: 'number', max: -5 }, 99)).toEqual({ min: -104, max: -5 })
		expect(boundsOf({ kind: 'int', max: 6 }, 99)).toEqual({ min: 0, max: 6 })
	})
	it('is refused beyond them, and not cut', () => {
		expect(readNumber({ kind: 'int' }, '9999', 99)).toEqual({ wrong: 'bounds' })
		expect(readNumber({ kind: 'int' }, '-1', 99)).toEqual({ wrong: 'bounds' })
		expect(readNumber({ kind: 'int', max: 200 }, '120', 99)).toEqual({ value: 120 })
		expect(readNumber({ kind: 'int', max: 6 }, '7', 99)).toEqual({ wrong: 'bounds' })
		expect(readNumber({ kind: 'int' }, '0', 99)).toEqual({ value: 0 })
	})
	it('reads full-width digits and points, but no words, halves of people or hexadecimal', () => {
		expect(readNumber({ kind: 'int' }, ' １２ ', 99)).toEqual({ value: 12 })
		expect(readNumber({ kind: 'number' }, '36.8', 99)).toEqual({ value: 36.8 })
		expect(readNumber({ kind: 'int' }, '3.5', 99)).toEqual({ wrong: 'digits' })
		for (const text of ['三', '0x1F', '1e1', 'Infinity', '3人']) expect(readNumber({ kind: 'number' }, text, 99)).toEqual({ wrong: 'digits' })
		expect(readNumber({ kind: 'int' }, '  ', 99)).toEqual({})
	})
})
