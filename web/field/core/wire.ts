// The way to the server: a bearer token, JSON, and what an answer means.
// Rule: only the server's own 4101 is a sign-out; a hotel's log-in page is only "no network".
import type { Args } from './field'

export interface ProblemBody {
	number: number
	status: number
	field?: string | null
	sentence: string
}

/** The server said no. */
export class Refused extends Error {
	readonly body: ProblemBody
	constructor(body: ProblemBody) {
		super(body.sentence)
		this.body = body
	}
}
/** The server cannot be reached, or asks to come later. */
export class Later extends Error {
	/** Milliseconds the server asks to wait, 0 when it did not say. */
	readonly wait: number
	constructor(why: string, wait = 0) {
		super(why)
		this.wait = wait
	}
}
export class SignedOut extends Error {}
/** The server was restored from before this phone was set up: it keeps all it has. */
export class NotKnown extends Error {}
/** The request is too large for the server or a proxy on the way. */
export class TooLarge extends Error {}

/** What is written in a push: the envelope and the arguments side by side. */
export interface Wired extends Args {
	command: string
	id: string
}
export type Answer = { id: string; seq: number; problem?: undefined } & Args
export type PushAnswer = Answer | { id: string | null; problem: ProblemBody }

export interface Table {
	columns: string[]
	rows: unknown[][]
}
export interface Packet {
	epoch?: string | null
	cursor: number
	now?: number | null
	n_pushed?: number | null
	is_more: boolean | number
	postings?: Args[] | null
	tables: Record<string, Table | undefined>
	gone: { household?: number[]; resident?: number[]; door?: [number, string, number, number][] }
}

export interface Enrolled {
	token: string
	until_at: number
	login: string
	name: string | null
	postings: Args[]
}

type Fetch = (path: string, init: RequestInit) => Promise<Response>

/** 2G: 300 kB take two minutes at 20 kbit/s. */
const PATIENCE = 180_000

export class Wire {
	token = ''
	/** Told the server's time of every answer (whole seconds), and when it was asked. */
	heard: (server: number, asked: number) => void = () => undefined
	private readonly underway = new Set<AbortController>()
	private readonly fetch: Fetch
	private readonly lang: () => string
	private readonly clock: () => number
	constructor(fetch: Fetch, lang: () => string, clock: () => number) {
		this.fetch = fetch
		this.lang = lang
		this.clock = clock
	}

	private async once(path: string, method: string, body?: unknown): Promise<unknown> {
		const headers: Record<string, string> = { 'Accept-Language': this.lang() }
		if (this.token) headers.Authorization = `Bearer ${this.token}`
		if (body !== undefined) headers['Content-Type'] = 'application/json'
		const stop = new AbortController()
		this.underway.add(stop)
		const timer = setTimeout(() => stop.abort(), PATIENCE)
		const asked = this.clock()
		let response: Response
		let text: string
		try {
			response = await this.fetch(path, {
				method,
				headers,
				credentials: 'omit',
				cache: 'no-store',
				signal: stop.signal,
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			})
			text = await response.text()
		} catch (error) {
			throw new Later(String(error))
		} finally {
			clearTimeout(timer)
			this.underway.delete(stop)
		}
		const answer = understand(response.status, response.headers.get('Retry-After'), text)
		const date = Date.parse(response.headers.get('Date') ?? '')
		if (date > 0) this.heard(date + 500, asked)
		return answer
	}

	/** Give up what is under way; what comes after is asked as ever. */
	abort(): void {
		for (const stop of this.underway) stop.abort()
	}

	async push(commands: readonly Wired[]): Promise<PushAnswer[]> {
		const answer = (await this.once('/api/sync/push', 'POST', { commands })) as { answers?: PushAnswer[] }
		// Answers stand in the order of the commands; a short list is no answer at all.
		if (!Array.isArray(answer.answers) || answer.answers.length !== commands.length) throw new Later('not an answer')
		return answer.answers
	}

	async pull(region: string, cursor: number, limit: number): Promise<Packet> {
		const packet = (await this.once('/api/sync.pull', 'POST', { region, cursor, limit })) as Packet
		if (!packet.tables || typeof packet.cursor !== 'number') throw new Later('not a packet')
		return packet
	}

	ask<T>(command: string, args: Args): Promise<T> {
		return this.once(`/api/${command}`, 'POST', args) as Promise<T>
	}

	/** News of these regions by their names, as they come; ends with the stream, or at once when there is none. */
	async follow(regions: readonly string[], heard: (event: string) => void, signal: AbortSignal): Promise<void> {
		const stop = new AbortController()
		const end = (): void => stop.abort()
		signal.addEventListener('abort', end)
		this.underway.add(stop)
		try {
			const headers = { Authorization: `Bearer ${this.token}`, Accept: 'text/event-stream' }
			const response = await this.fetch(`/api/live?region=${regions.join(',')}`, { headers, credentials: 'omit', cache: 'no-store', signal: stop.signal })
			const reader = response.ok ? response.body?.getReader() : undefined
			const letters = new TextDecoder()
			let rest = ''
			for (let part = await reader?.read(); part && !part.done; part = await reader!.read()) {
				const lines = (rest + letters.decode(part.value, { stream: true })).split('\n')
				rest = lines.pop()!
				for (const line of lines) if (line.startsWith('event: ')) heard(line.slice(7).trim())
			}
		} catch {
			// Cut off: whoever follows tries again.
		} finally {
			signal.removeEventListener('abort', end)
			this.underway.delete(stop)
		}
	}

	me(): Promise<Args> {
		return this.once('/api/me', 'GET') as Promise<Args>
	}

	enrol(token: string, label: string): Promise<Enrolled> {
		return this.once('/api/session/device', 'POST', { token, label }) as Promise<Enrolled>
	}

	signOut(): Promise<unknown> {
		return this.once('/api/session', 'DELETE')
	}
}

/** The body of a good answer; throws what the others mean. */
export function understand(status: number, retryAfter: string | null, text: string): unknown {
	let body: unknown
	try {
		body = text === '' ? {} : JSON.parse(text)
	} catch {
		throw status === 413 ? new TooLarge('HTTP 413') : new Later(`HTTP ${status}, not ours`)
	}
	if (status >= 200 && status < 300) return body
	const problem = (body as { problem?: ProblemBody } | null)?.problem
	if (status === 401 && problem?.number === 4101) throw new SignedOut()
	if (status === 401 && problem?.number === 4106) throw new NotKnown(problem.sentence)
	if (status === 413) throw new TooLarge(problem?.sentence ?? 'HTTP 413')
	if (!problem || status === 429 || status >= 500) throw new Later(problem?.sentence ?? `HTTP ${status}`, (Number(retryAfter) || 0) * 1000)
	throw new Refused({ ...problem, status })
}

/** Not the command's fault: it waits and is sent again. */
export function isLater(problem: ProblemBody): boolean {
	return problem.status === 503 || problem.status === 429 || problem.status >= 500
}

/** Milliseconds until try n (1 …): doubling from five seconds to five minutes, spread out. */
export function backoff(n: number, asked: number, random: number): number {
	const base = asked > 0 ? asked : Math.min(5_000 * 2 ** Math.min(n - 1, 10), 300_000)
	return base * (0.75 + random / 2)
}
