// Questions of a sweep as the office wrote them (console/sweeps/QuestionEditor.vue).
import type { Sweep } from '../core/field'

export interface Asked {
	key: string
	label: string
	kind: string
	choices: string[]
	min?: unknown
	max?: unknown
}

export function questionsOf(sweep: Sweep): Asked[] {
	return (sweep.questions ?? []).map((one) => ({
		key: String(one.key ?? one.name),
		label: one.label,
		kind: String(one.kind ?? 'text'),
		choices: Array.isArray(one.choices) ? one.choices.map(String) : [],
		min: one.min,
		max: one.max,
	}))
}

/** How many of the questions have no answer yet. */
export function nOpenOf(asked: readonly Asked[], answers: Record<string, unknown>): number {
	return asked.filter(({ key }) => answers[key] === undefined || answers[key] === '' || (typeof answers[key] === 'string' && answers[key].trim() === '')).length
}

/** "发烧：否；几人：3" of answers as they were given. */
export function answersText(sweep: Sweep | undefined, answers: unknown, yes: string, no: string): string {
	if (!answers || typeof answers !== 'object') return ''
	const asked = sweep ? questionsOf(sweep) : []
	return Object.entries(answers as Record<string, unknown>)
		.map(([key, value]) => `${asked.find((one) => one.key === key)?.label ?? key}: ${value === true ? yes : value === false ? no : String(value)}`)
		.join('; ')
}
