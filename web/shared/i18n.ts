// Words of the screen.  Source strings are English and are their own keys;
// identifiers of choices ("grid_worker") are keys too.
// Rule: a sentence without a zh-CN translation fails `make web-test`.
import { createI18n } from 'vue-i18n'
import en from './locales/en.json'
import zh from './locales/zh-CN.json'
import { afterOne } from './plural'

export type Lang = 'zh-CN' | 'en'
const KEPT_AS = 'lianfang.lang'

/** The language chosen before, else the browser's, else Chinese. */
export function preferred(): Lang {
	const kept = localStorage.getItem(KEPT_AS)
	if (kept === 'zh-CN' || kept === 'en') return kept
	const first = navigator.languages?.[0] ?? navigator.language ?? ''
	return /^en\b/i.test(first) ? 'en' : 'zh-CN'
}

/** "{n} of {total}" with its parts put in; sentences hold no other syntax. */
export function fill(sentence: string, parts: Record<string, unknown>): string {
	return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
		name in parts ? String(parts[name]) : whole,
	)
}

export const i18n = createI18n({
	legacy: false,
	locale: preferred(),
	fallbackLocale: false as const,
	missingWarn: false,
	fallbackWarn: false,
	messages: { en: en as Record<string, string>, 'zh-CN': zh as Record<string, string> },
	// Keys are sentences: a dot in them is a full stop, not a path.
	messageResolver: (messages, key) => (messages as Record<string, string>)[key] ?? key,
	messageCompiler: (message) => (context: { named: (key: string) => unknown }) => {
		const sentence = typeof message === 'string' ? message : ''
		return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(context.named(name) ?? ''))
	},
})

export function setLang(lang: Lang): void {
	i18n.global.locale.value = lang
	localStorage.setItem(KEPT_AS, lang)
	document.documentElement.lang = lang
}

export function lang(): Lang {
	return i18n.global.locale.value as Lang
}

/** Translate a sentence. */
export function t(sentence: string, parts: Record<string, unknown> = NONE): string {
	const words = lang() === 'en' ? afterOne(sentence, parts) : sentence
	return i18n.global.t(words, parts === NONE && sentence.includes('{') ? namesOf(sentence) : parts)
}
const NONE = {}
/** A sentence about a template says "{title}" and means it. */
function namesOf(sentence: string): Record<string, string> {
	return Object.fromEntries([...sentence.matchAll(/\{(\w+)\}/g)].map(([whole, name]) => [name!, whole]))
}

/** Marks a sentence that is translated later, for the checker of translations. */
export function says(sentence: string): string {
	return sentence
}

/** The word for an identifier of a choice: "grid_worker" → 网格员, "Grid worker". */
export function word(identifier: unknown): string {
	if (identifier === null || identifier === undefined || identifier === '') return ''
	const key = String(identifier)
	const found = i18n.global.t(key)
	if (found !== key || lang() !== 'en') return found
	const spaced = key.replace(/_/g, ' ')
	return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
