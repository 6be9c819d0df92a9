// What stands in a cell, by the kind of its field.
import type { Field } from '../schema'
import { word, t } from '../i18n'
import { instant } from '../when'

/** A number as read at a glance: 13 866 009 → 13,866,009. */
export function figure(value: unknown): string {
	if (value === null || value === undefined || value === '') return '–'
	return typeof value === 'number' ? value.toLocaleString('en-US') : String(value)
}

/** 0.9996 → 99.9 %: never rounded up to a 100 % that is not reached. */
export function percent(share: unknown): string {
	if (typeof share !== 'number' || !Number.isFinite(share)) return '–'
	const tenths = Math.floor(share * 1000 + 1e-9)
	return `${(tenths / 10).toFixed(1)}%`
}

export function cellText(field: Pick<Field, 'kind' | 'name'>, value: unknown): string {
	if (value === null || value === undefined || value === '') return ''
	switch (field.kind) {
		case 'choice':
			return word(value)
		case 'flag':
			return value === 1 || value === true ? t('Yes') : t('No')
		case 'at':
			return instant(value)
		case 'int':
			// A running number or a year is no amount.
			return field.name === 'seq' || field.name.endsWith('_year') ? String(value) : figure(value)
		case 'real':
			return figure(value)
		case 'json':
			return JSON.stringify(value)
		default:
			return String(value)
	}
}
