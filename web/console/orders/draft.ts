// An order before it is given.
// Rule: an order without a legal basis, a heading, a text or a recipient is not sent at all.
import { says, t } from '../../shared/i18n'

export interface Draft {
	region: string | undefined
	kind: string
	title: string
	text: string
	basis: string
	way: 'postings' | 'team' | 'living'
	roles: string[]
	levels: number[]
	team: string | undefined
	due: number
	escalate: number
	stopsLeave: boolean
}
/** An hour to gather, and the silent ones are looked for at three quarters of it (SC-02). */
export const DUE_MINUTES = 60
export const ESCALATE_MINUTES = 45

export function emptyDraft(region: string | undefined): Draft {
	return { region, kind: 'mobilisation', title: '', text: '', basis: '', way: 'postings', roles: [], levels: [], team: undefined, due: DUE_MINUTES, escalate: ESCALATE_MINUTES, stopsLeave: false }
}

export interface Template extends Partial<Omit<Draft, 'title' | 'text'>> {
	name: string
	label: string
	title: string
	text: string
}
const STREET = 4
const COMMUNITY = 5
export const templates: Template[] = [
	{
		name: 'chiefs', label: says('Chiefs on post'), kind: 'mobilisation', way: 'postings', roles: ['officer'], levels: [STREET, COMMUNITY], stopsLeave: true,
		title: says('Chief officers take up their posts'),
		text: says('Chief officers of streets and communities are at their posts within one hour and report it. All leave is stopped.'),
	},
	{
		name: 'muster', label: says('Muster of a team'), kind: 'muster', way: 'team',
		title: says('The team gathers within one hour'),
		text: says('The team gathers with protective gear at the place named here: '),
	},
	{
		name: 'community', label: says('Community order'), kind: 'community_order', way: 'living',
		title: says('Report to the community where you live'),
		text: says('Everybody on the staff who lives here reports to the community today and takes a post. Who cannot come says why.'),
	},
]
/** What a template fills in, in the reader's language. */
export function fitOf({ name: _name, label: _label, title, text, ...more }: Template): Partial<Draft> {
	return { roles: [], levels: [], stopsLeave: false, ...more, title: t(title), text: t(text) }
}

/** What is still missing, by field, as a sentence. */
export function missing(draft: Draft): Record<string, string> {
	const wrong: Record<string, string> = {}
	if (!draft.title.trim()) wrong.title = t('Please write a heading.')
	if (!draft.text.trim()) wrong.text = t('Please write what is to be done.')
	if (!draft.basis.trim()) wrong.basis = t('Write the law, the plan or the order it rests on. Without it nothing is saved.')
	if (!draft.region) wrong.region = t('Please choose a place.')
	if (draft.way === 'postings' && !draft.roles.length) wrong.to = t('Please tick at least one role.')
	if (draft.way === 'team' && !draft.team) wrong.to = t('Please choose the team.')
	return wrong
}

/** To whom, as the server takes it. */
export function toOf(draft: Draft): Record<string, unknown> {
	if (draft.way === 'team') return { team: draft.team }
	if (draft.way === 'living') return { living: true }
	return { roles: [...draft.roles], ...(draft.levels.length ? { levels: [...draft.levels].sort((a, b) => a - b) } : {}) }
}

const KEPT_AS = 'lianfang.order-draft'
/** A half-written order outlives a reload and the way back, in this tab and for this login alone. */
export function keepDraft(login: string, draft: Draft, id: string): void {
	sessionStorage.setItem(KEPT_AS, JSON.stringify({ login, draft, id }))
}
/** What was kept, unless another place is asked for now. */
export function keptDraft(login: string, region?: string): { draft: Draft; id: string } | null {
	try {
		const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null') as { login: string; draft: Draft; id: string } | null
		return kept?.login === login && (region === undefined || region === kept.draft.region) ? { draft: { ...emptyDraft(undefined), ...kept.draft }, id: kept.id } : null
	} catch {
		return null
	}
}
export function forgetDraft(): void {
	sessionStorage.removeItem(KEPT_AS)
}
