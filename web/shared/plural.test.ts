import { expect, it } from 'vitest'
import { setLang, t } from './i18n'
import { afterOne } from './plural'

it('counts one as one, in English', () => {
	setLang('en')
	expect(t('{n} conflicts', { n: 1 })).toBe('1 conflict')
	expect(t('{n} conflicts', { n: 2 })).toBe('2 conflicts')
	expect(t('{n} records were refused: please look', { n: 1 })).toBe('1 record was refused: please look')
	expect(t('That was not the PIN. {n} tries are left, then everything on this phone is deleted.', { n: 1 })).toContain('1 try is left')
	expect(t('Out {n} of {quota} times in {days} days', { n: 0, quota: 1, days: 1 })).toBe('Out 0 of 1 time in 1 day')
	expect(t('{n} people on {pages} sheets.', { n: '1', pages: 1 })).toBe('1 person on 1 sheet.')
	setLang('zh-CN')
	expect(t('{n} conflicts', { n: 1 })).toBe('1 处冲突')
})
it('leaves what counts nothing', () => {
	expect(afterOne('Line {n} is no corner', { n: 1 })).toBe('Line {n} is no corner')
	expect(afterOne('{door} is settled.', { door: '1' })).toBe('{door} is settled.')
	expect(afterOne('{n} waiting', { n: 1 })).toBe('{n} waiting')
	expect(afterOne('Page {n}', { n: 1 })).toBe('Page {n}')
})
