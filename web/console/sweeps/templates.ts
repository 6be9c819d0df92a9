// Sweeps as streets start them again and again; a template is only a beginning, every
// part of it may be changed.
// Rule: what is asked by default is nothing about health, and as little as does the work
// (minimum fields; no form asked twice).
import { says } from '../../shared/i18n'
import type { Question } from './types'

export interface Template {
	name: string
	label: string
	note: string
	kind: 'visit' | 'phone' | 'temperature' | 'leaflet' | 'other'
	target: 'household' | 'person'
	isDaily: boolean
	/** How many days it lasts, with the first. */
	days: number
	questions: Omit<Question, 'key'>[]
}

export const TEMPLATES: readonly Template[] = [
	{
		name: 'visit', label: says('One-day visit'), note: says('Every door once, today.'),
		kind: 'visit', target: 'household', isDaily: false, days: 1,
		questions: [
			{ label: says('How many people live here now'), kind: 'number' },
			{ label: says('What help is needed'), kind: 'text' },
		],
	},
	{
		name: 'temperature', label: says('Daily temperature calls'), note: says('A new list every morning for a week; who was missed is red the next day.'),
		kind: 'temperature', target: 'household', isDaily: true, days: 7,
		questions: [
			{ label: says('Highest temperature in the household, °C'), kind: 'number', min: 34, max: 43 },
			{ label: says('Somebody has a fever'), kind: 'flag' },
		],
	},
	{
		name: 'leaflet', label: says('Leaflet round'), note: says('A notice to every door; nothing is asked.'),
		kind: 'leaflet', target: 'household', isDaily: false, days: 2, questions: [],
	},
	{
		name: 'person', label: says('Person by person'), note: says('Every registered person instead of every door.'),
		kind: 'visit', target: 'person', isDaily: false, days: 2,
		questions: [
			{ label: says('Came back from elsewhere in the last 14 days'), kind: 'flag' },
			{ label: says('From where'), kind: 'text' },
		],
	},
	{
		name: 'vacant', label: says('Are vacant flats vacant?'), note: says('A look at the doors, three days to come again.'),
		kind: 'other', target: 'household', isDaily: false, days: 3,
		questions: [
			{ label: says('Signs that somebody lives here'), kind: 'flag' },
			{ label: says('Who knows about the flat'), kind: 'choice', choices: [says('Neighbour'), says('Property firm'), says('Owner'), says('Nobody')] },
		],
	},
]

export interface Draft {
	template: string
	region: string | undefined
	title: string
	kind: string
	target: string
	from_day: string
	until_day: string
	is_daily: boolean
	questions: Question[] | undefined
}

/** The questions of a template in the reader's words, with keys. */
export function questionsOf(template: Template, tell: (sentence: string) => string): Question[] {
	return template.questions.map((one, i) => ({
		...one, key: `q${i + 1}`, label: tell(one.label), ...(one.choices ? { choices: one.choices.map(tell) } : {}),
	}))
}

/** A day some days on, as days are written. */
export function dayAfter(day: string, days: number): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** A template laid over what was chosen already: the area stays. */
export function fromTemplate(template: Template, region: string | undefined, today: string, tell: (sentence: string) => string): Draft {
	return {
		template: template.name, region, kind: template.kind, target: template.target, is_daily: template.isDaily,
		title: `${tell(template.label)} ${today.slice(5)}`,
		from_day: today, until_day: dayAfter(today, template.days - 1),
		questions: template.questions.length ? questionsOf(template, tell) : undefined,
	}
}

/** What keeps it from being started; the name of the field, or null. */
export function faultOf(draft: Draft, today: string): 'region' | 'title' | 'from_day' | 'until_day' | 'questions' | null {
	if (!draft.region) return 'region'
	if (!draft.title.trim()) return 'title'
	if (!draft.from_day || draft.from_day < today) return 'from_day'
	if (!draft.until_day || draft.until_day < draft.from_day) return 'until_day'
	if (draft.questions?.some((one) => one.kind === 'choice' && (one.choices?.length ?? 0) < 2)) return 'questions'
	if (draft.questions?.some((one) => (one.min ?? -Infinity) > (one.max ?? Infinity))) return 'questions'
	return null
}
