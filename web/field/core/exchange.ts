// One exchange with the server: what waits goes up in order, then what changed comes down.
// Rule: everything may be cut off at any instant and done again; ids make it harmless.
import type { Watch, WatchState } from './watch'
import type { Disk } from './disk'
import { hasPeople, postingFrom, postingsNow, regionsToCarry } from './duty'
import type { Args, Me, Posting } from './field'
import { wired, type Outbox } from './outbox'
import { Parcel } from './parcel'
import type { Parcels } from './parcels'
import type { Vault } from './vault'
import { isLater, Later, Refused, TooLarge, type Answer, type Packet, type ProblemBody, type Wire } from './wire'

/** Who this phone belongs to and how far it is; sealed on the disk as one thing. */
export interface Account {
	token: string
	me: Me
	postings: Posting[]
	/** Of the database behind the server; another one after a restore. */
	epoch: string | null
	sent: number
	received: number | null
	/** The count for which everything kept was sent again, so that it happens once. */
	again_for: number | null
	last_at: number | null
	offline_since: number | null
	watch: WatchState
}

/** The server's limit of rows in a packet; a lost connection loses no more than this. */
const PACKET_ROWS = 5_000
/** Commands in one push: less than half of what the server takes. */
const BATCH = 200
/** A command that alone breaks the server so often is shown as refused. */
const MOST_BREAKS = 8
/** The cursor is ahead of the server: it was restored from a backup. */
const SET_BACK = 4883
/** A restore in the middle of an exchange begins it anew, not for ever. */
const MOST_ROUNDS = 3

export class Exchange {
	private batch = BATCH
	private readonly breaks = new Map<string, number>()
	/** Ids that may have reached the server: too late to take back. */
	readonly tried = new Set<string>()
	/** A sentence of the server about a region that cannot be carried. */
	problem: string | null = null

	readonly account: Account
	private readonly wire: Wire
	private readonly disk: Disk
	private readonly vault: Vault
	private readonly outbox: Outbox
	private readonly parcels: Parcels
	private readonly watch: Watch
	private readonly clock: () => number
	/** Something that is shown has changed. */
	private readonly changed: () => void

	constructor(parts: {
		account: Account
		wire: Wire
		disk: Disk
		vault: Vault
		outbox: Outbox
		parcels: Parcels
		watch: Watch
		clock: () => number
		changed: () => void
	}) {
		this.account = parts.account
		this.wire = parts.wire
		this.disk = parts.disk
		this.vault = parts.vault
		this.outbox = parts.outbox
		this.parcels = parts.parcels
		this.watch = parts.watch
		this.clock = parts.clock
		this.changed = parts.changed
	}

	async save(): Promise<void> {
		this.account.watch = { ...this.watch.state }
		await this.disk.write([{ box: 'sealed', key: 'account', value: await this.vault.seal('account', this.account) }])
	}

	/** Up and down once; commands younger than `age` ms stay for the undo. Throws what stopped it. */
	async run(age: number): Promise<void> {
		this.problem = null
		await this.push(age)
		for (let round = 0; round < MOST_ROUNDS; round++) {
			const wasRestored = await this.pull()
			if (!wasRestored && !(await this.isShort())) break
			await this.push(0)
		}
		this.account.last_at = this.watch.now()
		await this.outbox.prune(this.watch.now())
		await this.save()
	}

	/** Send what waits, in order, until nothing is left or the server asks to wait. */
	async push(age: number): Promise<void> {
		for (;;) {
			const now = this.watch.now()
			const young = this.outbox.waiting.findIndex((row) => age > 0 && row.at + age > now && row.at <= now)
			const rows = this.outbox.waiting.slice(0, young < 0 ? this.batch : Math.min(young, this.batch))
			if (!rows.length) return
			rows.forEach((row) => this.tried.add(row.id))
			try {
				await this.pushRows(rows)
			} catch (error) {
				if (!(error instanceof TooLarge || (error instanceof Refused && error.body.status === 400)) || this.batch === 1) throw error
				this.batch = Math.max(1, Math.floor(rows.length / 2))
			}
		}
	}

	private async pushRows(rows: Outbox['waiting']): Promise<void> {
		let answers
		try {
			answers = await this.wire.push(rows.map(wired))
		} catch (error) {
			// One command alone that no push may hold is refused by itself.
			const body = error instanceof Refused ? error.body : error instanceof TooLarge ? { number: 4906, status: 413, sentence: error.message } : null
			if (rows.length > 1 || !body) throw error
			answers = [{ id: rows[0]!.id, problem: body }]
		}
		const accepted: [(typeof rows)[number], Answer][] = []
		const refused: [(typeof rows)[number], ProblemBody][] = []
		let asksToWait = false
		rows.forEach((row, i) => {
			const answer = answers[i]!
			if (!answer.problem) accepted.push([row, answer as Answer])
			else if (!isLater(answer.problem) || this.breaksAlways(row.id, answer.problem)) refused.push([row, answer.problem])
			else asksToWait = true
		})
		this.account.sent += await this.outbox.answered(accepted, refused, this.watch.now())
		await this.save()
		this.batch = BATCH
		this.changed()
		if (asksToWait) throw new Later('the server is busy')
	}

	/** 500 again and again for one command: a person has to look at it, the others go on. */
	private breaksAlways(id: string, problem: ProblemBody): boolean {
		if (problem.status !== 500) return false
		const n = (this.breaks.get(id) ?? 0) + 1
		this.breaks.set(id, n)
		return n >= MOST_BREAKS
	}

	/** What changed in every region; true when the server was restored and everything kept waits again. */
	private async pull(): Promise<boolean> {
		let wasRestored = false
		const done = new Set<string>()
		if (!this.wanted().length) wasRestored = await this.askPostings()
		// A packet brings the postings too: a new one's region follows in the same exchange.
		for (let region: string | undefined = this.wanted()[0]; region !== undefined; region = this.wanted().find((one) => !done.has(one))) {
			done.add(region)
			try {
				wasRestored = (await this.pullRegion(region)) || wasRestored
			} catch (error) {
				if (!(error instanceof Refused)) throw error
				// The posting may have ended at the server: then its region goes.
				if (error.body.status === 403) wasRestored = (await this.askPostings()) || wasRestored
				if (this.wanted().includes(region)) this.problem = error.body.sentence
			}
		}
		await this.dropOthers()
		return wasRestored
	}

	/** Regions to carry by the postings open now. */
	private wanted(): string[] {
		return regionsToCarry(postingsNow(this.account.postings, this.watch.now()))
	}

	/** Regions no posting covers any more, and people no posting tells of. */
	async dropOthers(): Promise<void> {
		const wanted = this.wanted()
		const gone = [...this.parcels.byRegion.keys()].filter((region) => !wanted.includes(region))
		for (const region of gone) await this.parcels.drop(region)
		const strange = [...this.parcels.byRegion.values()].filter((parcel) => parcel.head.has_people && !this.hasPeople(parcel.head.region))
		for (const parcel of strange) await this.parcels.dropPeople(parcel)
		if (gone.length + strange.length) this.changed()
	}

	private hasPeople(region: string): boolean {
		return hasPeople(postingsNow(this.account.postings, this.watch.now()), region)
	}

	/** Of a phone that carries no region, a keeper's, this is also the only word about what the
	    server holds of it; true when the server was restored. */
	private async askPostings(): Promise<boolean> {
		const asked = this.clock()
		const me = await this.wire.me()
		if (Array.isArray(me.postings)) this.account.postings = (me.postings as Args[]).map(postingFrom)
		if (typeof me.now === 'number') this.watch.set(me.now, asked)
		if (typeof me.n_pushed === 'number') this.account.received = me.n_pushed
		return typeof me.epoch === 'string' && this.takeEpoch(me.epoch)
	}

	private async fetchPacket(region: string, cursor: number): Promise<Packet> {
		const asked = this.clock()
		const packet = await this.wire.pull(region, cursor, PACKET_ROWS)
		if (typeof packet.now === 'number') this.watch.set(packet.now, asked)
		if (typeof packet.n_pushed === 'number') this.account.received = packet.n_pushed
		// Elsewhere somebody is always writing: a packet without rows is the last.
		packet.is_more = Boolean(packet.is_more) && Object.values(packet.tables).some((table) => (table?.rows.length ?? 0) > 0)
		if (packet.postings) this.account.postings = packet.postings.map(postingFrom)
		return packet
	}

	private async pullRegion(region: string): Promise<boolean> {
		for (;;) {
			const head = this.parcels.byRegion.get(region)?.head
			const packet = await this.fetchUnlessBack(region, head?.cursor ?? 0)
			if (!packet || (head && head.epoch !== (packet.epoch ?? null))) return this.pullAnew(region)
			// What came before as a volunteer lacks those who live there.
			if (head && !head.has_people && this.hasPeople(region)) return this.pullAnew(region)
			await this.takeEpoch(packet.epoch ?? null)
			await this.parcels.take(region, packet, this.hasPeople(region))
			this.changed()
			if (!packet.is_more) return false
		}
	}

	/** Null when the server was set back behind what this phone has seen. */
	private async fetchUnlessBack(region: string, cursor: number): Promise<Packet | null> {
		try {
			return await this.fetchPacket(region, cursor)
		} catch (error) {
			if (error instanceof Refused && error.body.number === SET_BACK) return null
			throw error
		}
	}

	/** Remember the epoch; another one than before: what was kept waits again. */
	private async takeEpoch(epoch: string | null): Promise<boolean> {
		const before = this.account.epoch
		if (epoch === before) return false
		if (before !== null) await this.outbox.again()
		this.account.epoch = epoch
		await this.save()
		return before !== null
	}

	/** The whole region from the beginning, put in the old one's place when it is complete. */
	private async pullAnew(region: string): Promise<boolean> {
		const parcel = new Parcel(region, this.hasPeople(region))
		for (;;) {
			const packet = await this.fetchPacket(region, parcel.head.cursor)
			parcel.take(packet)
			if (!packet.is_more) break
		}
		const wasRestored = await this.takeEpoch(parcel.head.epoch)
		await this.parcels.replace(parcel)
		this.changed()
		return wasRestored
	}

	/** The server counts fewer of ours than it acknowledged: send everything kept again, once. */
	private async isShort(): Promise<boolean> {
		const { received, sent, again_for } = this.account
		if (received === null || received >= sent || again_for === received) return false
		this.account.again_for = received
		await this.save()
		return (await this.outbox.again()) > 0
	}
}
