// Words of the pages on phones: the syntax of i18n.ts without its library.
// Rule: the Chinese words are those the page's own sources name (web/words.ts);
// identifiers of choices read the same in both languages' pages.
import { shallowRef } from 'vue'
import zh from 'virtual:words'
import en from './locales/en.json'
import { afterOne } from './plural'

export type Lang = 'zh-CN' | 'en'
const KEPT_AS = 'lianfang.lang'

function preferred(): Lang {
	const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT_AS)
	if (kept === 'zh-CN' || kept === 'en') return kept
	const first = navigator.languages?.[0] ?? navigator.language ?? ''
	return /^en\b/i.test(first) ? 'en' : 'zh-CN'
}

const now = shallowRef<Lang>(preferred())
/** The page's words, and those of the parts that were opened since (web/words.ts, apart). */
const known: { zh: Record<string, string> } = { zh }

/** Words of a part of the page that was loaded now. */
export function learn(more: Record<string, string>): void {
	known.zh = { ...known.zh, ...more }
}

export function lang(): Lang {
	return now.value
}

export function setLang(to: Lang): void {
	now.value = to
	localStorage.setItem(KEPT_AS, to)
	document.documentElement.lang = to
}

/** Translate a sentence and put its parts in: "{n} of {total}". */
export function t(sentence: string, parts: Record<string, unknown> = {}): string {
	const words: Record<string, string> = now.value === 'en' ? en : known.zh
	const said = now.value === 'en' ? afterOne(sentence, parts) : sentence
	return (words[sentence] ?? said).replace(/\{(\w+)\}/g, (whole, name: string) => (name in parts ? String(parts[name]) : whole))
}

/** Marks a sentence that is translated later, for the checker of translations. */
export function says(sentence: string): string {
	return sentence
}

/** The word for an identifier of a choice: "grid_worker" → 网格员, "Grid worker". */
export function word(identifier: unknown): string {
	if (identifier === null || identifier === undefined || identifier === '') return ''
	const key = String(identifier)
	const found = t(key)
	if (found !== key || now.value !== 'en') return found
	const spaced = key.replace(/_/g, ' ')
	return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
