// Who is signed in, and what the postings allow.
// Rule: buttons are hidden by role only to spare refusals; the server decides.
import { defineStore } from 'pinia'
import { call, configure, Problem, session as door, type Account } from '../shared/api'
import { commandOf, mayUse } from '../shared/schema'
import { setLang, type Lang } from '../shared/i18n'

export interface Posting {
	id?: string
	role: string
	region: string
	region_name?: string
	name?: string
	level?: string
	duty?: string
	from_at?: number
	until_at?: number | null
}

export interface Me extends Account {
	login: string
	name?: string
	title?: string
	lang?: string
	postings: Posting[]
	/** Login of whoever looks as this account; null: the account itself. */
	viewer?: string | null
}

const READS = ['read', 'list']
const VIEWED = 'lianfang.view-as'

/** The account as the server describes it, whether it nests it or not. */
function asMe(answer: Account): Me {
	const account = (answer.account && typeof answer.account === 'object' ? answer.account : answer) as Partial<Me>
	const postings = (answer.postings ?? account.postings ?? []) as Posting[]
	return { ...account, login: String(account.login ?? ''), postings } as Me
}

export const useSession = defineStore('session', {
	state: () => ({ me: null as Me | null, isKnown: false }),
	getters: {
		roles: (state): string[] => [...new Set(state.me?.postings.map((posting) => posting.role) ?? [])],
		/** Regions of the postings, widest first; where pages start. */
		regions: (state): string[] =>
			[...new Set(state.me?.postings.map((posting) => posting.region) ?? [])].sort(
				(a, b) => a.length - b.length || (a < b ? -1 : 1),
			),
		/** Whether a posting of mine stands at this region or above it. */
		reaches(): (key: string) => boolean {
			return (key) => this.regions.some((region) => key.startsWith(region))
		},
		home(): string {
			return this.regions[0] ?? ''
		},
	},
	actions: {
		may(command: string): boolean {
			if (this.me === null || !mayUse(command, this.roles)) return false
			// Who looks as another changes nothing.
			return !this.me.viewer || READS.includes(commandOf(command)?.does ?? '')
		},
		/** Regions where these roles of mine may send the command. */
		regionFor(command: string): string | undefined {
			const posting = this.me?.postings
				.filter((one) => mayUse(command, [one.role]))
				.sort((a, b) => a.region.length - b.region.length)[0]
			return posting?.region
		},
		take(answer: Account): void {
			this.me = asMe(answer)
			this.isKnown = true
			const lang = this.me.lang
			if (!localStorage.getItem('lianfang.lang') && (lang === 'zh-CN' || lang === 'en')) this.speak(lang)
		},
		async load(): Promise<void> {
			configure({ viewAs: sessionStorage.getItem(VIEWED) })
			try {
				this.take(await door.me())
			} catch (error) {
				// The viewing is over, the session is not.
				if (sessionStorage.getItem(VIEWED) && error instanceof Problem && error.status === 403) {
					this.lookAs(null)
					return this.load()
				}
				this.forget()
			}
		},
		/** Kept for this tab alone. */
		lookAs(login: string | null): void {
			if (login === null) sessionStorage.removeItem(VIEWED)
			else sessionStorage.setItem(VIEWED, login)
			configure({ viewAs: login })
		},
		/** Look as another account from now on; refused when the reach does not cover it. */
		async view(login: string, purpose: string): Promise<void> {
			await call('account.view', { login, purpose })
			this.lookAs(login)
			this.take(await door.me())
		},
		async endView(): Promise<void> {
			await call('account.view_end').catch(() => undefined)
			this.lookAs(null)
			this.take(await door.me())
		},
		forget(): void {
			this.me = null
			this.isKnown = true
		},
		async signIn(login: string, password: string): Promise<void> {
			await door.open(login, password)
			this.take(await door.me())
		},
		async useLink(token: string, password: string): Promise<void> {
			await door.link(token, password)
			this.take(await door.me())
		},
		async signOut(): Promise<void> {
			this.lookAs(null)
			await door.close().catch(() => undefined)
			this.forget()
		},
		speak(lang: Lang): void {
			setLang(lang)
			configure({ lang })
		},
	},
})
