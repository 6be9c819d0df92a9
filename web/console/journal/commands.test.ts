import { expect, it } from 'vitest'
import { setLang } from '../../shared/i18n'
import { commandLabel, commandWords, journaled } from './commands'

it('says every journaled command in words, in both languages', () => {
	for (const lang of ['en', 'zh-CN'] as const) {
		setLang(lang)
		expect(journaled.filter((name) => commandWords(name) === '')).toEqual([])
	}
	expect(journaled.filter((name) => /[A-Za-z]/.test(commandWords(name)))).toEqual([])
	expect(commandLabel('visit.record')).toBe('走访登记 · 登记 (visit.record)')
	expect(commandLabel('of.later')).toBe('of.later')
})
