import { expect, it } from 'vitest'
import { setLang, t, word } from './i18n'

it('translates sentences, and puts their parts in', () => {
	setLang('zh-CN')
	expect(t('Page {n}', { n: 3 })).toBe('第 3 页')
	expect(t('Nothing found.')).toBe('没有找到。')
	setLang('en')
	expect(t('Page {n}', { n: 3 })).toBe('Page 3')
	expect(t('A sentence with a dot. And {curly} @signs | bars', { curly: 'x' })).toBe('A sentence with a dot. And x @signs | bars')
})
it('leaves names in braces alone when there is nothing to put in', () => {
	setLang('en')
	expect(t('Template with {title}, {text}')).toBe('Template with {title}, {text}')
})
it('has words for identifiers', () => {
	setLang('en')
	expect([word('grid_worker'), word('none'), word(null)]).toEqual(['Grid worker', 'Not yet', ''])
	setLang('zh-CN')
	expect(word('grid_worker')).toBe('网格员')
})
