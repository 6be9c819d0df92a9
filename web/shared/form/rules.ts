// Checks of a drawn form, the same as the server's decoding: need, range, length.
// Rule: the server decides; these only spare a round trip.
import type { Field } from '../schema'
import { t } from '../i18n'

export type Draft = Record<string, unknown>

export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** Why a value cannot stand, or null. */
export function fault(field: Field, value: unknown): string | null {
	if (isEmpty(value)) return field.need ? t('Please fill this in.') : null
	switch (field.kind) {
		case 'text': {
			const length = [...String(value)].length
			if (field.max && length > field.max) return t('At most {n} characters.', { n: field.max })
			if (field.min && length < field.min) return t('At least {n} characters.', { n: field.min })
			return null
		}
		case 'int':
		case 'real': {
			const n = Number(value)
			if (!Number.isFinite(n) || (field.kind === 'int' && !Number.isInteger(n)))
				return t('Please give a number.')
			if (hasRange(field) && (n < field.min! || n > field.max!))
				return t('Between {min} and {max}.', { min: field.min, max: field.max })
			return null
		}
		case 'choice':
			return field.choices?.includes(String(value)) ? null : t('Please choose one of the list.')
		case 'day':
			return isDay(String(value)) ? null : t('A day is written 2020-02-04.')
		default:
			return null
	}
}

/** Both ends 0 means that no range was declared. */
export function hasRange(field: Field): boolean {
	return field.min !== undefined && field.max !== undefined && field.min < field.max
}

export function isDay(text: string): boolean {
	const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
	if (!match) return false
	const day = new Date(Date.UTC(+match[1]!, +match[2]! - 1, +match[3]!))
	return day.toISOString().slice(0, 10) === text
}

/** First fault of each field. */
export function faults(fields: readonly Field[], draft: Draft): Record<string, string> {
	const found: Record<string, string> = {}
	for (const field of fields) {
		const why = fault(field, draft[field.name])
		if (why) found[field.name] = why
	}
	return found
}

/** A draft as arguments: trimmed, empty ones left out, flags as true or false. */
export function asArguments(fields: readonly Field[], draft: Draft): Record<string, unknown> {
	const args: Record<string, unknown> = {}
	for (const field of fields) {
		const value = draft[field.name]
		if (isEmpty(value)) continue
		args[field.name] = typeof value === 'string' ? value.trim() : value
	}
	return args
}
