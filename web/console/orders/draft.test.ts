import { describe, expect, it } from 'vitest'
import { emptyDraft, fitOf, missing, templates, toOf } from './draft'

describe('an order before it is given', () => {
	it('is not sent without basis, heading, text and recipients', () => {
		expect(Object.keys(missing(emptyDraft(undefined))).sort()).toEqual(['basis', 'region', 'text', 'title', 'to'])
		const draft = { ...emptyDraft('120113'), title: 'a', text: 'b', basis: '  ', roles: ['officer'] }
		expect(Object.keys(missing(draft))).toEqual(['basis'])
		expect(missing({ ...draft, basis: 'Art. 42' })).toEqual({})
		expect(Object.keys(missing({ ...draft, basis: 'Art. 42', way: 'team' }))).toEqual(['to'])
	})
	it('says to whom in one way only', () => {
		const draft = { ...emptyDraft('120113'), roles: ['officer'], levels: [5, 4], team: 't1' }
		expect(toOf(draft)).toEqual({ roles: ['officer'], levels: [4, 5] })
		expect(toOf({ ...draft, levels: [] })).toEqual({ roles: ['officer'] })
		expect(toOf({ ...draft, way: 'team' })).toEqual({ team: 't1' })
		expect(toOf({ ...draft, way: 'living' })).toEqual({ living: true })
	})
	it('has templates that leave the ground to the person who signs', () => {
		for (const one of templates) expect(fitOf(one)).not.toHaveProperty('basis')
		expect(fitOf(templates[0]!)).toMatchObject({ roles: ['officer'], stopsLeave: true })
		expect(fitOf(templates[1]!)).toMatchObject({ roles: [], stopsLeave: false, way: 'team' })
	})
})
