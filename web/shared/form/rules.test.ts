import { beforeEach, describe, expect, it } from 'vitest'
import type { Field } from '../schema'
import { setLang } from '../i18n'
import { asArguments, fault, faults, isDay } from './rules'

const text: Field = { name: 'note', kind: 'text', label: 'Note', min: 2, max: 4 }
const need: Field = { name: 'title', kind: 'text', label: 'Title', need: true }
const number: Field = { name: 'floor', kind: 'int', label: 'Floor', min: -9, max: 150 }
const choice: Field = { name: 'kind', kind: 'choice', label: 'Kind', choices: ['home', 'shop'] }

beforeEach(() => setLang('en'))

describe('checks of a drawn form', () => {
	it('ask only for what is needed', () => {
		expect(fault(need, '  ')).toBe('Please fill this in.')
		expect(fault(text, '')).toBeNull()
	})
	it('count characters as people do', () => {
		expect(fault(text, '𠮷野家店')).toBeNull()
		expect(fault(text, '五个字的话')).toBe('At most 4 characters.')
		expect(fault(text, '一')).toBe('At least 2 characters.')
	})
	it('hold numbers to their range, where there is one', () => {
		expect(fault(number, -9)).toBeNull()
		expect(fault(number, 151)).toBe('Between -9 and 150.')
		expect(fault(number, 1.5)).toBe('Please give a number.')
		expect(fault({ ...number, min: 0, max: 0 }, 5000)).toBeNull()
	})
	it('take only listed choices and real days', () => {
		expect(fault(choice, 'castle')).not.toBeNull()
		expect(isDay('2020-02-29')).toBe(true)
		expect(isDay('2021-02-29')).toBe(false)
		expect(isDay('2020-2-4')).toBe(false)
	})
	it('name every field at fault', () => {
		expect(Object.keys(faults([need, text, number], { floor: 999 }))).toEqual(['title', 'floor'])
	})
})

it('arguments are trimmed and empty ones left out', () => {
	expect(asArguments([need, text, number], { title: ' 走访 ', note: '', floor: 0, other: 1 })).toEqual({ title: '走访', floor: 0 })
})
