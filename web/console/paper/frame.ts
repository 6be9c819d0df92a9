// What every printed page says of itself, and who may be called.
import { ref, watch, type Ref } from 'vue'
import { list } from '../../shared/api'
import { t } from '../../shared/i18n'
import { instant } from '../../shared/when'
import { useSession } from '../session'

interface Answering {
	name?: string | null
	login?: string | null
	level: number
	is_hole?: boolean | number
}

/** "Printed by Zhou Min (zhou), 2020-02-04 08:10": a sheet that is found can be brought back. */
export function printedBy(): string {
	const { me } = useSession()
	const name = me?.name ? `${me.name} (${me.login})` : (me?.login ?? '')
	return t('Printed by {name}, {at}', { name, at: instant(Date.now()) })
}

const KEPT_AS = 'lianfang.paper.phone'

/** Telephone printed on sheets; kept in this browser, because no list of staff shows numbers. */
export function phoneToCall(): Ref<string> {
	const phone = ref(localStorage.getItem(KEPT_AS) ?? '')
	watch(phone, (now) => localStorage.setItem(KEPT_AS, now.trim()))
	return phone
}

/** Who answers nearest to a region: grid worker first; empty when nobody does. */
export async function whoAnswers(region: string): Promise<string> {
	try {
		const { rows } = await list<Answering>('posting.answering', { region })
		const named = rows.filter((row) => !row.is_hole && (row.name || row.login))
		const deepest = Math.max(0, ...named.map((row) => row.level))
		return named.filter((row) => row.level === deepest).slice(0, 2).map((row) => row.name || row.login).join(t(', '))
	} catch {
		return ''
	}
}
