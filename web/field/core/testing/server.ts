// A server in memory for the tests: ids, numbers, cursors, replays and restores as the
// real one keeps them (docs of sync.pull and /api/sync/push).
// Rule: it knows nothing of the phone's code; only the wire is shared.
import type { PushAnswer } from '../wire'

type Row = Record<string, unknown>
export const GRID = '120113001001001'
export const OTHER_GRID = '120113001001002'
const BUILDING = `${GRID}01001`
const ROLE = { role: 'grid_worker', region: GRID, from_at: null, until_at: null }

interface State {
	seq: number
	journal: Map<string, { body: string; answer: Row; account: string; isEarlier?: boolean }>
	households: Row[]
	residents: Row[]
	sweeps: Row[]
	doors: Row[]
	told: Row[]
	gone: { seq: number; household: number; region: string }[]
}

export class Server {
	state: State
	epoch = 'first'
	now = Date.parse('2020-02-04T02:00:00Z')
	postings = new Map<string, Row[]>()
	tokens = new Map<string, string>()
	/** Paths in the order they came. */
	asked: string[] = []
	pushed: string[][] = []
	/** The network: none, the answer lost after the work was done, or an answer instead. */
	fault: 'none' | 'offline' | 'lost' | { status: number; body: unknown; retry?: string } = 'none'
	/** Restored from before the phones were set up: it knows no token. */
	isUnknown = false
	private backup: State | null = null

	constructor(nHouseholds = 4) {
		this.state = { seq: 100, journal: new Map(), households: [], residents: [], sweeps: [], doors: [], told: [], gone: [] }
		for (let i = 1; i <= nHouseholds; i++)
			this.state.households.push({ seq: i, id: `h${i}`, region: BUILDING, door: `${100 + i}`, floor: 1, kind: 'home', state: 'occupied', changed: 50 })
		this.state.residents.push({ seq: 11, id: 'r11', household: 1, name: '王*', phone: null, relation: 'head', residence: 'permanent', state: 'living', changed: 50, region: BUILDING })
		this.state.sweeps.push({ seq: 20, id: 's20', region: GRID, 'title': 'Carpet', kind: 'visit', target: 'household', from_day: '2020-02-04', until_day: '2020-02-05', is_daily: 1, state: 'open', list_day: '2020-02-04', questions: null, changed: 60 })
		for (let i = 1; i <= nHouseholds; i++) this.state.doors.push(this.door(i, '2020-02-04', 60))
		for (const login of ['li', 'sun']) this.postings.set(login, [ROLE])
	}

	door(household: number, day: string, changed: number): Row {
		return { sweep: 20, day, household, resident: 0, state: 'none', channel: null, n_tries: 0, next_visit: null, reason: null, conflict: null, region: BUILDING, changed }
	}
	keepBackup(): void {
		this.backup = structuredClone(this.state)
	}
	restore(): void {
		this.state = structuredClone(this.backup!)
		this.epoch += '+'
	}
	accepted(): string[] {
		return [...this.state.journal.keys()]
	}

	/** The network of one phone. */
	fetch = async (path: string, init: RequestInit): Promise<Response> => {
		this.asked.push(`${init.method} ${path}`)
		if (this.fault === 'offline') throw new TypeError('Failed to fetch')
		if (typeof this.fault === 'object') {
			const { status, body, retry } = this.fault
			return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: retry ? { 'Retry-After': retry } : {} })
		}
		const { status, body } = this.answer(path, init)
		if (this.fault === 'lost') throw new TypeError('network changed')
		return new Response(JSON.stringify(body), { status, headers: { Date: new Date(this.now).toUTCString() } })
	}

	private answer(path: string, init: RequestInit): { status: number; body: unknown } {
		const args = init.body ? (JSON.parse(String(init.body)) as Row) : {}
		const problem = (status: number, number: number, sentence: string) => ({ status, body: { problem: { number, status, field: null, sentence } } })
		if (path === '/api/session/device') {
			const login = String(args.token).split('-')[0]!
			const token = `bearer-${login}-${this.tokens.size}-${this.epoch}`
			this.tokens.set(token, login)
			for (const row of this.state.journal.values()) if (row.account === login) row.isEarlier = true
			return { status: 200, body: { token, until_at: this.now + 90 * 86_400_000, login, name: login, postings: this.postings.get(login) } }
		}
		const login = this.tokens.get(String((init.headers as Record<string, string>).Authorization).slice('Bearer '.length))
		if (!login) return this.isUnknown ? problem(401, 4106, 'not known here') : problem(401, 4101, 'sign in first')
		if (path === '/api/session') {
			this.tokens.clear()
			return { status: 200, body: {} }
		}
		if (path === '/api/me') return { status: 200, body: { login, ...this.marks(login), postings: this.postings.get(login) } }
		if (path === '/api/sync/push') {
			const commands = args.commands as Row[]
			this.pushed.push(commands.map((command) => String(command.id)))
			return { status: 200, body: { answers: commands.map((command) => this.take(command, login)) } }
		}
		if (path === '/api/sync.pull') {
			const reaches = (this.postings.get(login) ?? []).some((posting) => String(args.region).startsWith(String(posting.region)))
			if (reaches && Number(args.cursor) > this.state.seq) return problem(409, 4883, 'the server was set back')
			return reaches ? { status: 200, body: this.packet(String(args.region), Number(args.cursor), login) } : problem(403, 4103, 'outside')
		}
		if (path === '/api/sync.numbers') return { status: 200, body: { numbers: [[11, '13800000000']] } }
		return problem(404, 4002, 'there is no such command')
	}

	private marks(login: string): Row {
		return { epoch: this.epoch, now: this.now, n_pushed: [...this.state.journal.values()].filter((row) => row.account === login && !row.isEarlier).length }
	}

	private packet(region: string, cursor: number, login: string): Row {
		const within = (row: Row): boolean => String(row.region).startsWith(region)
		const table = (columns: string[], rows: Row[]): Row => ({ columns, rows: rows.map((row) => columns.map((name) => row[name] ?? null)) })
		const changed = (rows: Row[]): Row[] => rows.filter((row) => within(row) && Number(row.changed) > cursor)
		const open = this.state.sweeps.find((sweep) => sweep.state === 'open')
		const doors = changed(this.state.doors).filter((door) => open && door.day === open.list_day)
		const keeps = (this.postings.get(login) ?? []).some((posting) => posting.role === 'grid_worker' && region.startsWith(String(posting.region)))
		const conflicts = doors.filter((door) => door.conflict !== null)
		return {
			...this.marks(login),
			postings: this.postings.get(login),
			cursor: this.state.seq,
			is_more: 0,
			tables: {
				...(keeps ? { resident: table(['seq', 'id', 'household', 'name', 'phone', 'sex', 'birth_year', 'relation', 'residence', 'state', 'changed'], changed(this.state.residents)) } : {}),
				region: table(['key', 'name', 'level', 'valid_until'], cursor ? [] : [{ key: region, name: 'Grid', level: 6, valid_until: null }]),
				household: table(['seq', 'id', 'region', 'door', 'floor', 'kind', 'state', 'changed'], changed(this.state.households)),
				sweep: table(['seq', 'id', 'region', 'title', 'kind', 'target', 'from_day', 'until_day', 'is_daily', 'state', 'list_day', 'questions'], this.state.sweeps.filter((row) => Number(row.changed) > cursor)),
				door: table(['sweep', 'day', 'household', 'resident', 'state', 'channel', 'n_tries', 'next_visit', 'reason', 'conflict'], doors),
				conflict: table(['sweep', 'day', 'household', 'resident', 'visit', 'state', 'channel', 'at', 'by'], this.state.told.filter((one) => conflicts.some((door) => door.household === one.household))),
			},
			gone: cursor ? { household: this.state.gone.filter((row) => row.region === region && row.seq > cursor).map((row) => row.household) } : {},
		}
	}

	/** One command: a replay is answered again, another body under the same id is refused. */
	private take(command: Row, account: string): PushAnswer {
		const id = String(command.id)
		const known = this.state.journal.get(id)
		const body = JSON.stringify(command)
		const no = (number: number, status: number, sentence: string): PushAnswer => ({ id, problem: { number, status, sentence } })
		if (known) return known.body === body ? ({ ...known.answer, is_replay: 1 } as unknown as PushAnswer) : no(4203, 409, 'the id was used before with other content')
		const why = this.run(command, this.state.seq + 1, account)
		if (why) return no(why.number, 409, why.sentence)
		this.state.seq++
		const answer = { id: String(command.key ?? id), seq: this.state.seq }
		this.state.journal.set(id, { body, answer, account })
		return answer
	}

	private run(command: Row, seq: number, account: string): { number: number; sentence: string } | null {
		const households = this.state.households
		const home = households.find((row) => row.id === command.household)
		if (command.command === 'household.add') {
			households.push({ seq, id: command.key ?? command.id, region: command.region, door: command.door, floor: command.floor ?? null, kind: 'home', state: 'occupied', changed: seq, edits: {} })
			return null
		}
		if (command.command === 'gate.scan') return null
		if (!home) return { number: 4601, sentence: 'no such household' }
		if (command.command === 'household.edit') {
			const edits = (home.edits ??= {}) as Record<string, { seq: number; account: string }>
			const fields = ['door', 'floor', 'kind', 'state'].filter((name) => command[name] !== undefined)
			const clash = fields.filter((name) => (edits[name]?.seq ?? 0) > Number(command.base ?? Infinity) && edits[name]!.account !== account)
			if (clash.length) return { number: 4609, sentence: 'somebody else changed it' }
			for (const name of fields) {
				home[name] = command[name]
				edits[name] = { seq, account }
			}
			home.changed = seq
			return null
		}
		if (command.command === 'visit.record') return this.record(command, home, seq, account)
		return { number: 4002, sentence: 'there is no such command' }
	}

	private record(command: Row, home: Row, seq: number, account: string): { number: number; sentence: string } | null {
		const door = this.state.doors.find((row) => row.household === home.seq && row.day === command.day)
		if (!door) return { number: 4807, sentence: 'the door is not on the list' }
		this.state.told.push({ sweep: 20, day: command.day, household: home.seq, resident: 0, visit: seq, state: command.state, channel: command.channel, at: this.now, by: account })
		door.changed = seq
		if (door.state === 'done' && door.channel !== command.channel && door.state !== command.state) door.conflict = seq
		else {
			door.state = command.state
			door.channel = command.channel
		}
		return null
	}
}
