// The way to the server: session, commands, files, problems.
// Rule: a command keeps its id through every retry, so a lost answer never
// makes a thing happen twice.

export interface ProblemBody {
	number: number
	status: number
	field?: string | null
	sentence: string
}

/** Why the server refused, or could not be reached (number 0). */
export class Problem extends Error {
	readonly number: number
	readonly status: number
	readonly field: string | null
	constructor(body: ProblemBody) {
		super(body.sentence)
		this.number = body.number
		this.status = body.status
		this.field = body.field ?? null
	}
}

export type Args = Record<string, unknown>

export interface Page<Row> {
	rows: Row[]
	count?: number | null
	next?: string | null
}

export interface Written {
	id: string
	seq: number
	[more: string]: unknown
}

interface Settings {
	/** zh-CN or en, sent with every request so that refusals come in that language. */
	lang: string
	csrf: string
	/** Login of the account that reads are made as; null: one's own. */
	viewAs: string | null
	/** Called when the server no longer knows the session. */
	signedOut: () => void
	/** The region a command is aimed at when its arguments name none: that of the widest posting that allows it. */
	aim: (command: string) => string | undefined
	/** Sentence for "the server cannot be reached", in the reader's language. */
	unreachable: () => string
}

const settings: Settings = {
	lang: 'zh-CN',
	csrf: '',
	viewAs: null,
	signedOut: () => undefined,
	aim: () => undefined,
	unreachable: () => 'The server cannot be reached. Check the network and try again.',
}

export function configure(change: Partial<Settings>): void {
	Object.assign(settings, change)
}

/** A UUIDv7: time-ordered, so that the server's replay check touches the hot end of its index. */
export function uuid7(now: number = Date.now()): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16))
	let ms = now
	for (let i = 5; i >= 0; i--) {
		bytes[i] = ms % 256
		ms = Math.floor(ms / 256)
	}
	bytes[6] = (bytes[6]! & 0x0f) | 0x70
	bytes[8] = (bytes[8]! & 0x3f) | 0x80
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

const TRIES = 5

/** What is one's own also while one views as another: the end of it. */
const OWN = ['/api/session', '/api/account.view', '/api/account.view_end']

/** Milliseconds to wait before try `n` (1 …): what the server asks for, else doubling, spread out. */
export function pause(n: number, retryAfter: string | null, random = Math.random()): number {
	const asked = Number(retryAfter)
	const base = retryAfter !== null && asked > 0 ? asked * 1000 : 250 * 2 ** n
	return Math.min(base, 15_000) * (0.75 + random / 2)
}

function wait(ms: number, signal?: AbortSignal | null): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, ms)
		signal?.addEventListener('abort', () => {
			clearTimeout(timer)
			reject(signal.reason)
		})
	})
}

/** Send a request; again after 503 or a broken connection, when sending twice is harmless. */
async function send(path: string, init: RequestInit, isRepeatable: boolean): Promise<Response> {
	const headers = new Headers(init.headers)
	headers.set('Accept-Language', settings.lang)
	if (init.method && init.method !== 'GET') headers.set('X-CSRF', settings.csrf)
	if (settings.viewAs !== null && !OWN.includes(path)) headers.set('X-View-As', settings.viewAs)
	for (let n = 1; ; n++) {
		let response: Response
		try {
			response = await fetch(path, { ...init, headers, credentials: 'same-origin' })
		} catch (error) {
			if (init.signal?.aborted) throw error
			if (!isRepeatable || n >= 3)
				throw new Problem({ number: 0, status: 0, sentence: settings.unreachable() })
			await wait(pause(n, null), init.signal)
			continue
		}
		if (response.status !== 503 || n >= TRIES) return response
		await wait(pause(n, response.headers.get('Retry-After')), init.signal)
	}
}

async function failure(response: Response): Promise<Problem> {
	const text = await response.text()
	try {
		const body = JSON.parse(text) as { problem?: ProblemBody }
		if (body.problem) return new Problem({ ...body.problem, status: response.status })
	} catch {
		// Not ours: a proxy's page.
	}
	return new Problem({
		number: 0,
		status: response.status,
		sentence: `${settings.unreachable()} (HTTP ${response.status})`,
	})
}

async function answer<T>(response: Response): Promise<T> {
	if (!response.ok) {
		const problem = await failure(response)
		if (response.status === 401) settings.signedOut()
		throw problem
	}
	const text = await response.text()
	return (text === '' ? {} : JSON.parse(text)) as T
}

/** Arguments without those left empty: the server tells absent from empty. */
export function given(args: Args): Args {
	return Object.fromEntries(
		Object.entries(args).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	)
}

/**
 * Send a command.  Reads go by POST too: what was searched for (a name, a phone)
 * must not stand in addresses and logs.
 */
export async function call<T = Written>(
	command: string,
	args: Args = {},
	options: { signal?: AbortSignal; id?: string } = {},
): Promise<T> {
	const body = JSON.stringify({
		id: options.id ?? uuid7(),
		region: settings.aim(command) || undefined,
		...given(args),
	})
	const response = await send(
		`/api/${command}`,
		{ method: 'POST', body, headers: { 'Content-Type': 'application/json' }, signal: options.signal ?? null },
		true,
	)
	return answer<T>(response)
}

/** A page of rows. */
export function list<Row>(command: string, args: Args, signal?: AbortSignal): Promise<Page<Row>> {
	return call<Page<Row>>(command, args, signal ? { signal } : {})
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
	return answer<T>(await send(path, { method: 'GET', signal: signal ?? null }, true))
}

async function post<T>(path: string, body: unknown): Promise<T> {
	return answer<T>(
		await send(
			path,
			{ method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } },
			false,
		),
	)
}

export async function remove<T>(path: string): Promise<T> {
	return answer<T>(await send(path, { method: 'DELETE' }, true))
}

/** Send a sheet; answers with the number of the import, or with what was asked about it. */
export async function upload<T = { import: string | number }>(path: string, file: File): Promise<T> {
	const response = await send(
		path,
		{
			method: 'POST',
			body: file,
			headers: {
				'Content-Type': file.type || 'application/octet-stream',
				// Header values are Latin-1; names of sheets are Chinese.
				'X-File-Name': encodeURIComponent(file.name),
			},
		},
		false,
	)
	return answer<T>(response)
}

export interface Account {
	csrf?: string
	[more: string]: unknown
}

function keep<T extends Account>(account: T): T {
	if (account.csrf) settings.csrf = account.csrf
	return account
}

export const session = {
	/** Sign in; a wrong password is refused with number 4120 and is no lost session. */
	async open(login: string, password: string): Promise<Account> {
		const response = await send(
			'/api/session',
			{ method: 'POST', body: JSON.stringify({ login, password }), headers: { 'Content-Type': 'application/json' } },
			false,
		)
		if (!response.ok) throw await failure(response)
		return keep((await response.json()) as Account)
	},
	/** First visit by a one-time link: sets the password and signs in. */
	async link(token: string, password: string): Promise<Account> {
		const response = await send(
			'/api/session/link',
			{ method: 'POST', body: JSON.stringify({ token, password }), headers: { 'Content-Type': 'application/json' } },
			false,
		)
		if (!response.ok) throw await failure(response)
		return keep((await response.json()) as Account)
	},
	async me(): Promise<Account> {
		const response = await send('/api/me', { method: 'GET' }, true)
		if (!response.ok) throw await failure(response)
		return keep((await response.json()) as Account)
	},
	async close(): Promise<void> {
		await remove('/api/session')
		settings.csrf = ''
	},
}

export { post }
