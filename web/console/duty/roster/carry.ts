// What is being dragged over the roster, and the words of the week.
import { shallowRef } from 'vue'
import { lang } from '../../../shared/i18n'
import { parseInstant } from '../../../shared/when'
import type { Member } from '../types'

/** From which shift (null: from the list of the group), and who. */
export const dragged = shallowRef<{ from: number | null; who: Member } | null>(null)

/** 周二, "Tue". */
export function weekday(day: string): string {
	return new Intl.DateTimeFormat(lang(), { weekday: 'short', timeZone: 'Asia/Shanghai' }).format(new Date(parseInstant(day)))
}
