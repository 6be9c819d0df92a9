// How many records disagree, as a person says it.
import { t } from '../../shared/i18n'

/** "1 conflict", "3 conflicts". */
export function conflictWords(n: number): string {
	return n === 1 ? t('{n} conflict', { n }) : t('{n} conflicts', { n })
}
