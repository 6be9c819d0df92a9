import { describe, expect, it } from 'vitest'
import { takes } from '../../shared/schema'
import { dayAfter, faultOf, fromTemplate, questionsOf, TEMPLATES } from './templates'

const same = (sentence: string): string => sentence
const today = '2020-02-28'

describe('templates', () => {
	it('say only what the server knows', () => {
		const choices = (name: string): string[] => takes('sweep.start').find((field) => field.name === name)?.choices ?? []
		for (const one of TEMPLATES) {
			expect(choices('kind')).toContain(one.kind)
			expect(choices('target')).toContain(one.target)
			expect(faultOf(fromTemplate(one, '120113', today, same), today)).toBeNull()
		}
	})
	it('have their own names, and keys for their questions', () => {
		expect(new Set(TEMPLATES.map((one) => one.name)).size).toBe(TEMPLATES.length)
		expect(questionsOf(TEMPLATES[0]!, same).map((one) => one.key)).toEqual(['q1', 'q2'])
	})
	it('last as many days as they say, over a leap day too', () => {
		expect(dayAfter('2020-02-28', 2)).toBe('2020-03-01')
		const calls = fromTemplate(TEMPLATES.find((one) => one.isDaily)!, '120113', today, same)
		expect([calls.from_day, calls.until_day]).toEqual(['2020-02-28', '2020-03-05'])
	})
})

it('what is missing is named', () => {
	const draft = fromTemplate(TEMPLATES[0]!, '120113', today, same)
	expect(faultOf({ ...draft, region: undefined }, today)).toBe('region')
	expect(faultOf({ ...draft, title: ' ' }, today)).toBe('title')
	expect(faultOf({ ...draft, from_day: '2020-02-27' }, today)).toBe('from_day')
	expect(faultOf({ ...draft, until_day: '2020-02-01' }, today)).toBe('until_day')
	expect(faultOf({ ...draft, questions: [{ key: 'q1', label: 'x', kind: 'choice', choices: ['a'] }] }, today)).toBe('questions')
	expect(faultOf({ ...draft, questions: [{ key: 'q1', label: 'x', kind: 'int', min: 2, max: 1 }] }, today)).toBe('questions')
	expect(faultOf({ ...draft, questions: [{ key: 'q1', label: 'x', kind: 'int', min: 2 }] }, today)).toBeNull()
})
