// The field app put together: one account, one store, one sender, and what the screens read.
// Rule: the key of the store lives in `open` alone; locking forgets it with everything shown.
import { ref, shallowRef } from 'vue'
import { uuid7 } from '../../shared/api'
import { lang, says, t } from '../../shared/says'
import { BOXES, DiskFull, type Change, type Disk } from './disk'
import { Draft } from './draft'
import { nextChange, postingFrom, postingsNow, regionFor } from './duty'
import { apply, dayAfter, dayOf, placeOf, type Written } from './effects'
import { Exchange, type Account } from './exchange'
import {
	FieldProblem,
	type Args,
	type Command,
	type Field,
	type FieldData,
	type Gone,
	type Me,
	type Numbers,
	type Person,
	type Posting,
	type Refusal,
	type Resident,
	type Sent,
	type SessionState,
	type Status,
	type Unlocked,
} from './field'
import { Outbox, type Refusing } from './outbox'
import { Parcels } from './parcels'
import { changeLock, chooseRounds, countTry, makeLock, openLock, TRIES, waitUntil, type Lock, type Vault } from './vault'
import { Watch } from './watch'
import { backoff, Later, NotKnown, Refused, SignedOut, TooLarge, Wire, type Enrolled } from './wire'

export interface Parts {
	disk: Disk
	fetch: (path: string, init: RequestInit) => Promise<Response>
	/** This phone's clock, ms; it may be wrong. */
	clock: () => number
	random: () => number
	/** Do it after ms; the answer cancels it. */
	later: (ms: number, work: () => void) => () => void
	isVisible: () => boolean
	/** Rounds of the PIN's key; measured when not given. */
	rounds?: number
	/** Hold the phone's only seat; `lost` when another tab takes it. The answer gives it up. */
	seat?: (lost: () => void) => Promise<() => void>
}

/** An undo stands so long on the screen; nothing younger is tried to send. */
export const UNDO_MS = 10_000
/** In the background so long, and the PIN is asked again. */
export const LOCK_MS = 5 * 60_000
/** While the app is looked at, what changed is fetched so often. */
const PULL_MS = 120_000
/** No failure is rested longer than this. */
const LONGEST_REST = 600_000
const LEAST_PIN = 6
/** The server's limit of regions in one stream. */
const MOST_FOLLOWED = 32
const DEVICE_TIMED = ['visit.record']
/** household.edit, resident.edit: the row changed in the same fields since it was read. */
const CHANGED_MEANWHILE = [4609, 4706]
const EDITS: Record<string, 'household' | 'resident'> = { 'household.edit': 'household', 'resident.edit': 'resident' }

const NO_NETWORK = says('There is no network here. What you write is kept; try this again when the phone is online.')
const FULL = says('This phone is full. What was written before is safe; this was not kept. Delete photos or videos, then save again.')
const BUSY = says('The server is busy just now. Try again in a minute.')
const LOCKED = says('Enter the PIN first.')
const SHORT_PIN = says('Choose a PIN of six digits or more, not all the same.')
const USED = says('This code was used or is too old. Ask your officer to show a new one.')

const NOT_SAFE = says('This address is not safe to keep data at: it must begin with https. Ask your office for the right link.')
const NO_DISK = says('This browser does not let the app keep anything on this phone. Open it in a normal window, not a private one, or in another browser.')

interface Open {
	vault: Vault
	account: Account
	outbox: Outbox
	parcels: Parcels
	exchange: Exchange
	watch: Watch
	wire: Wire
	draft: Draft
	people: Map<string, Person>
	numbers: Map<string, { phones: [number, string][]; until_at: number }>
	leaveSeat: () => void
}

const NOTHING: FieldData = new Draft().show()
const AT_REST: Status = {
	sent: 0,
	received: null,
	waiting: 0,
	last_at: null,
	offline_since: null,
	clock_offset: 0,
	is_clock_wrong: false,
	is_busy: false,
	problem: null,
	is_first: false,
	has_new_version: false,
}

/** What was written beside what stands at the server now, when somebody else changed the same. */
function refusalOf({ id, command, args, at, number, field, sentence }: Refusing, served: Draft): Refusal {
	const row = CHANGED_MEANWHILE.includes(number) ? (served.household(args.household) ?? served.resident(args.resident)) : undefined
	const here = Object.entries(row ?? {}).filter(([name]) => name in args && name !== 'household' && name !== 'resident')
	return { id, command, args, at, number, field, sentence, other: here.length ? Object.fromEntries(here) : null }
}

function accountFrom(enrolled: Enrolled, watch: Watch): Account {
	return {
		token: enrolled.token,
		me: { login: enrolled.login, name: enrolled.name ?? enrolled.login, until_at: enrolled.until_at },
		postings: (enrolled.postings ?? []).map(postingFrom),
		epoch: null,
		sent: 0,
		received: null,
		again_for: null,
		last_at: null,
		offline_since: null,
		watch: { ...watch.state },
	}
}

export class Core implements Field {
	readonly session = ref<SessionState>('new')
	readonly me = shallowRef<Me | null>(null)
	readonly postings = shallowRef<readonly Posting[]>([])
	readonly data = shallowRef<FieldData>(NOTHING)
	readonly status = shallowRef<Status>(AT_REST)
	readonly inbox = shallowRef<readonly Refusal[]>([])
	readonly gone = shallowRef<Gone | null>(null)

	private readonly parts: Parts
	private open: Open | null = null
	/** Ids written since the app was opened: what came from the disk may have been sent before. */
	private readonly fresh = new Set<string>()
	private readonly beingWritten = new Map<string, Promise<Sent[]>>()
	private running: Promise<void> | null = null
	/** The last writes of what was left: nothing new is read and nothing wiped before. */
	private ended: Promise<unknown> = Promise.resolve()
	private nTries = 0
	private cancel: (() => void) | null = null
	private dueAt = Infinity
	/** After a failure nothing is tried earlier than this, this phone's clock; a person's own wish is. */
	private notBefore = 0
	private cancelDuty: (() => void) | null = null
	private hiddenAt = 0
	private isTyping = false
	private swap: (() => void) | null = null
	private localProblem: string | null = null

	constructor(parts: Parts) {
		this.parts = parts
	}

	// ---- Coming and going.

	async start(): Promise<void> {
		const gone = (await this.parts.disk.get('plain', 'gone')) as Gone | undefined
		if (gone) {
			this.gone.value = gone
			this.session.value = 'gone'
			return
		}
		const isEnrolled = (await this.parts.disk.get('plain', 'lock')) && (await this.parts.disk.get('sealed', 'account'))
		this.session.value = isEnrolled ? 'locked' : 'new'
	}

	tokenIn(text: string): string | null {
		const [, token] = /[#&?]e=([A-Za-z0-9_-]{16,100})(?:&|$)/.exec(text.trim()) ?? []
		return token ?? null
	}

	private checkPin(pin: string): void {
		if (!/^\d{6,32}$/.test(pin) || pin.length < LEAST_PIN || /^(\d)\1*$/.test(pin)) throw new FieldProblem(t(SHORT_PIN), 0, 'pin')
	}

	private wire(watch: Watch): Wire {
		const wire = new Wire(this.parts.fetch, lang, this.parts.clock)
		wire.heard = (server, asked) => watch.heard(server, asked)
		return wire
	}

	async enrol(token: string, label: string, pin: string): Promise<void> {
		this.checkPin(pin)
		// Browsers seal and keep nothing for plain http.
		if (!globalThis.crypto?.subtle) throw new FieldProblem(t(NOT_SAFE))
		const before = await this.setUpBefore(pin).catch((error: unknown) => Promise.reject(this.problemOf(error)))
		this.leave()
		this.session.value = 'enrolling'
		try {
			// The token is used up by the server: what can fail on this phone comes before.
			const made = before ?? (await makeLock(pin, this.parts.rounds ?? (await chooseRounds())))
			await this.parts.disk.write([{ box: 'plain', key: 'new lock', value: made.lock }])
			const watch = new Watch(this.parts.clock)
			const account = accountFrom(await this.wire(watch).enrol(token, label), watch)
			const keeps = before?.account.me.login === account.me.login
			// The next packet then shows whether the server was restored.
			if (keeps) account.epoch = before.account.epoch
			if (keeps) await before.outbox.otherSession()
			const puts: Change[] = [
				{ box: 'plain', key: 'lock', value: made.lock },
				{ box: 'sealed', key: 'account', value: await made.vault.seal('account', account) },
			]
			await (keeps ? this.parts.disk.write([...puts, { box: 'plain', key: 'new lock' }]) : this.replaceAll(puts))
			await this.begin(made.vault, account)
		} catch (error) {
			// What lay here before is as it was; a try that failed for the code alone counts no PIN.
			if (before) await this.parts.disk.write([{ box: 'plain', key: 'lock', value: before.lock }])
			await this.start().catch(() => void (this.session.value = 'new'))
			throw error instanceof SignedOut ? new FieldProblem(t(USED), 4101, 'token') : this.problemOf(error)
		}
	}

	/** What an earlier set-up left, when the PIN is the same; with another one the phone is emptied once the code is good. */
	private async setUpBefore(pin: string): Promise<{ lock: Lock; vault: Vault; account: Account; outbox: Outbox } | null> {
		const { disk } = this.parts
		await this.ended
		const [lock, sealed] = [(await disk.get('plain', 'lock')) as Lock | undefined, await disk.get('sealed', 'account')]
		if (!lock || !sealed || waitUntil(lock, this.parts.clock())) return null
		// Counted like any other: this page must not be a way around the ten tries.
		const counted = countTry(lock, this.parts.clock())
		await disk.write([{ box: 'plain', key: 'lock', value: counted }])
		const vault = await openLock(lock, pin)
		if (!vault) {
			if (counted.n_wrong >= TRIES) await this.wipeAll('wrong_pin')
			return null
		}
		const outbox = new Outbox(disk, vault)
		await outbox.load()
		return { lock: { ...lock, n_wrong: 0, wait_from: 0, wait_until: 0 }, vault, account: await vault.open<Account>('account', sealed), outbox }
	}

	/** These things on the disk and nothing else, in one step. */
	private async replaceAll(puts: Change[]): Promise<void> {
		const { disk } = this.parts
		const outs = await Promise.all(BOXES.map(async (box) => (await disk.all(box)).map(([key]): Change => ({ box, key }))))
		await disk.write([...outs.flat(), ...puts])
	}

	/** Everything into memory; the app is open. */
	private async begin(vault: Vault, account: Account): Promise<void> {
		const { disk } = this.parts
		await this.ended
		const watch = new Watch(this.parts.clock, account.watch)
		const wire = this.wire(watch)
		wire.token = account.token
		const outbox = new Outbox(disk, vault)
		const parcels = new Parcels(disk, vault)
		await Promise.all([outbox.load(), parcels.load()])
		const changed = (): void => this.redraw()
		const exchange = new Exchange({ account, wire, disk, vault, outbox, parcels, watch, clock: this.parts.clock, changed })
		const open: Open = {
			vault,
			account,
			outbox,
			parcels,
			exchange,
			watch,
			wire,
			draft: new Draft(),
			people: new Map(),
			numbers: new Map(),
			leaveSeat: () => undefined,
		}
		this.fresh.clear()
		this.nTries = 0
		this.open = open
		await exchange.dropOthers()
		await this.loadNumbers(open)
		this.me.value = account.me
		this.redraw()
		this.session.value = 'open'
		open.leaveSeat = (await this.parts.seat?.(() => this.lock())) ?? open.leaveSeat
		this.watchDuty()
		this.sendIn(0)
	}

	private async theLock(): Promise<Lock> {
		const lock = (await this.parts.disk.get('plain', 'lock')) as Lock | undefined
		if (!lock) throw new FieldProblem(t(LOCKED))
		return lock
	}

	async pinState(): Promise<Unlocked> {
		const lock = await this.theLock()
		return { is_open: this.open !== null, tries_left: TRIES - lock.n_wrong, wait_until: waitUntil(lock, this.parts.clock()) }
	}

	/** Try one PIN: counted on the disk first, so that pulling the battery saves no try. */
	private async tryPin<T>(work: (lock: Lock) => Promise<T | null>): Promise<T | null> {
		const lock = await this.theLock()
		if (waitUntil(lock, this.parts.clock())) return null
		const counted = countTry(lock, this.parts.clock())
		await this.parts.disk.write([{ box: 'plain', key: 'lock', value: counted }])
		const result = await work(lock)
		if (result !== null) return result
		if (counted.n_wrong >= TRIES) await this.wipeAll('wrong_pin')
		return null
	}

	private async afterTry(isOpen: boolean): Promise<Unlocked> {
		if (this.session.value === 'gone') return { is_open: false, tries_left: 0, wait_until: 0 }
		return { ...(await this.pinState()), is_open: isOpen }
	}

	async unlock(pin: string): Promise<Unlocked> {
		await this.ended
		const vault = await this.tryPin(async (lock) => {
			const opened = await openLock(lock, pin)
			if (opened) await this.parts.disk.write([{ box: 'plain', key: 'lock', value: { ...lock, n_wrong: 0, wait_from: 0, wait_until: 0 } }])
			return opened
		})
		if (vault) await this.begin(vault, await vault.open<Account>('account', await this.parts.disk.get('sealed', 'account')))
		return this.afterTry(vault !== null)
	}

	async changePin(old: string, pin: string): Promise<Unlocked> {
		this.checkPin(pin)
		const lock = await this.tryPin((lock) => changeLock(lock, old, pin))
		if (lock) await this.parts.disk.write([{ box: 'plain', key: 'lock', value: lock }])
		return this.afterTry(lock !== null)
	}

	lock(): void {
		if (!this.open) return
		this.leave()
		this.session.value = 'locked'
	}

	private leave(): void {
		if (!this.open) return
		const { exchange, wire, leaveSeat } = this.open
		wire.abort()
		// The time seen goes to the disk, so that a clock set back lengthens no posting.
		this.ended = Promise.allSettled([this.running, exchange.save()])
		this.close()
		leaveSeat()
	}

	/** Forget the key and everything shown. */
	private close(): void {
		this.open = null
		this.cancel?.()
		this.cancelDuty?.()
		this.cancel = this.cancelDuty = null
		this.dueAt = Infinity
		this.data.value = NOTHING
		this.inbox.value = []
		this.postings.value = []
		this.me.value = null
		this.status.value = { ...AT_REST, has_new_version: this.status.value.has_new_version }
	}

	private async wipeAll(reason: Gone['reason']): Promise<Gone> {
		await this.ended
		const gone: Gone = { reason, n_lost: await this.parts.disk.count('outbox') }
		const leaveSeat = this.open?.leaveSeat
		this.close()
		await this.replaceAll([{ box: 'plain', key: 'gone', value: gone }])
		leaveSeat?.()
		this.gone.value = gone
		this.session.value = 'gone'
		return gone
	}

	async wipe(): Promise<Gone> {
		const open = this.mustBeOpen()
		open.wire.abort()
		await this.running?.catch(() => undefined)
		try {
			await open.exchange.push(0)
			await open.wire.signOut()
		} catch {
			// Offline, or signed out already: what is here goes all the same.
		}
		return this.wipeAll('own')
	}

	/** The server ended this phone's session: one try with what waits, then nothing stays. */
	private async signedOut(open: Open): Promise<void> {
		await open.exchange.push(0).catch(() => undefined)
		if (this.open === open) await this.wipeAll('signed_out')
	}

	forget(): void {
		this.gone.value = null
		this.session.value = 'new'
		void this.parts.disk.clear()
	}

	private mustBeOpen(): Open {
		if (!this.open) throw new FieldProblem(t(LOCKED))
		return this.open
	}

	/** The page was hidden or is seen again. */
	seen(isVisible: boolean): void {
		if (!isVisible) {
			this.hiddenAt = this.parts.clock()
			this.parts.later(LOCK_MS, () => {
				if (!this.parts.isVisible()) this.lockIfLong()
			})
		} else {
			this.lockIfLong()
			this.sendIn(0)
		}
	}

	private lockIfLong(): void {
		const hidden = this.parts.clock() - this.hiddenAt
		// A clock that jumped back tells nothing: lock.
		if (this.hiddenAt && (hidden >= LOCK_MS || hidden < 0)) this.lock()
		if (this.parts.isVisible()) this.hiddenAt = 0
	}

	/** The network is said to be back. */
	online(): void {
		this.nTries = this.notBefore = 0
		this.sendIn(0)
	}

	// ---- What the screens read.

	/** All of it anew: the server's rows, and over them what they do not hold yet. */
	private redraw(): void {
		const { open } = this
		if (!open) return
		const { outbox, parcels } = open
		const heads = [...parcels.byRegion.values()].map((parcel) => parcel.head.cursor)
		const read = heads.length ? Math.min(...heads) : 0
		open.draft = new Draft(parcels.byRegion.values())
		this.inbox.value = [...outbox.inbox].reverse().map((row) => refusalOf(row, open.draft))
		const unread = [...outbox.kept.filter((row) => row.seq > read), ...outbox.waiting].sort((a, b) => a.n - b.n)
		for (const row of unread) apply(open.draft, row)
		this.data.value = open.draft.show()
		this.tell()
	}

	private tell(): void {
		const { open } = this
		if (!open) return
		const { account, outbox, watch, exchange, parcels } = open
		const postings = postingsNow(account.postings, watch.now())
		this.postings.value = postings.map((posting) => ({ ...posting, name: posting.name ?? this.data.value.regions.get(posting.region)?.name ?? null }))
		this.status.value = {
			...this.status.value,
			sent: account.sent,
			received: account.received,
			waiting: outbox.waiting.length,
			last_at: account.last_at,
			offline_since: account.offline_since,
			clock_offset: watch.state.offset,
			is_clock_wrong: watch.isWrong,
			is_busy: this.running !== null,
			problem: this.localProblem ?? exchange.problem,
			is_first: [...parcels.byRegion.values()].some((parcel) => !parcel.head.is_whole) || (account.last_at === null && parcels.byRegion.size === 0),
		}
	}

	/** When a posting begins or ends, regions come and go without the server's help. */
	private watchDuty(): void {
		this.cancelDuty?.()
		const { open } = this
		if (!open) return
		const now = open.watch.now()
		const next = nextChange(open.account.postings, now) ?? Infinity
		// Timers longer than an hour drift on sleeping phones: look again.
		this.cancelDuty = this.parts.later(Math.min(next - now, 3_600_000) + 50, () => {
			void open.exchange
				.dropOthers()
				.catch(() => undefined)
				.then(() => {
					if (this.open !== open) return
					this.forgetOldNumbers(open)
					this.redraw()
					this.watchDuty()
					if (next - now <= 3_600_000) this.sendIn(0)
				})
		})
	}

	now(): number {
		return this.open ? this.open.watch.now() : this.parts.clock()
	}

	today(): string {
		return dayOf(this.now())
	}

	// ---- Writing.

	async send(command: string, args: Args): Promise<Sent> {
		const [sent] = await this.sendAll([{ command, args }])
		return sent!
	}

	/** What goes on the disk: the place, the device's time and what was read stand with it. */
	private written(open: Open, { command, args }: Command, key?: string): Omit<Written, 'n'> {
		const clean = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null && value !== ''))
		const device = this.parts.clock()
		const id = uuid7(device)
		if (DEVICE_TIMED.includes(command)) {
			// Written anew after a refusal: it was still made then.
			clean.device_at ??= device
			// Filed before midnight, sent after: it belongs to the list it was read from.
			const day = open.draft.sweep(clean.sweep)?.list_day
			if (day && clean.day === undefined) clean.day = day
		}
		const edited = EDITS[command]
		if (edited) {
			delete clean.base
			const base = (edited === 'household' ? open.draft.household(clean.household) : open.draft.resident(clean.resident))?.changed
			if (base) clean.base = base
		}
		const region = regionFor(this.postings.value, placeOf(open.draft, clean))
		const isInArgs = clean.region !== undefined
		return { id, key: key ?? id, command, region: isInArgs ? null : region, args: clean, at: open.watch.now() }
	}

	/** A second tap while the first is being written is the same one. */
	sendAll(commands: readonly Command[]): Promise<Sent[]> {
		const same = JSON.stringify(commands)
		const before = this.beingWritten.get(same)
		if (before) return before
		const now = this.add(commands).finally(() => this.beingWritten.delete(same))
		this.beingWritten.set(same, now)
		return now
	}

	private async add(commands: readonly Command[], instead?: Refusal, key?: string): Promise<Sent[]> {
		const open = this.mustBeOpen()
		const rows = commands.map((command) => this.written(open, command, command.key ?? key))
		const refusing = instead && open.outbox.inbox.find((row) => row.id === instead.id)
		let added
		try {
			added = await open.outbox.add(rows, refusing)
		} catch (error) {
			throw this.problemOf(error)
		}
		added.forEach((row) => this.fresh.add(row.id))
		if (this.open === open) {
			if (instead) this.redraw()
			else {
				for (const row of added) apply(open.draft, row)
				this.data.value = open.draft.show(this.data.value)
				this.tell()
			}
			this.sendIn(UNDO_MS + 100)
		}
		return added.map(({ id, key }) => ({ id, key }))
	}

	async takeBack(id: string): Promise<boolean> {
		const { outbox, exchange } = this.mustBeOpen()
		if (!this.fresh.has(id) || exchange.tried.has(id)) return false
		const isGone = await outbox.takeBack(id)
		if (isGone) this.redraw()
		return isGone
	}

	waiting(): readonly (Command & Sent & { at: number })[] {
		return [...(this.open?.outbox.waiting ?? [])].reverse().map(({ id, key, command, args, at }) => ({ id, key, command, args, at }))
	}

	history(command: string, since: number): readonly (Command & Sent & { at: number; is_waiting: boolean })[] {
		const { outbox } = this.mustBeOpen()
		const of = (rows: readonly Written[], is_waiting: boolean) =>
			rows.filter((row) => row.command === command && row.at >= since).map(({ n, id, key, args, at }) => ({ n, id, key, command, args, at, is_waiting }))
		return [...of(outbox.kept, false), ...of(outbox.waiting, true)].sort((a, b) => a.n - b.n)
	}

	// ---- What a page keeps for itself.

	async kept<T>(name: string): Promise<T | null> {
		const { vault } = this.mustBeOpen()
		const sealed = await this.parts.disk.get('sealed', `page ${name}`)
		return sealed === undefined ? null : vault.open<T>(`page ${name}`, sealed)
	}

	async keep(name: string, thing: unknown): Promise<void> {
		const { vault } = this.mustBeOpen()
		const key = `page ${name}`
		const value = await vault.seal(key, thing)
		await this.parts.disk.write([{ box: 'sealed', key, value }]).catch((error: unknown) => Promise.reject(this.problemOf(error)))
	}

	async noted<T>(name: string): Promise<T | null> {
		return ((await this.parts.disk.get('plain', `page ${name}`)) as T | undefined) ?? null
	}

	async note(name: string, thing: unknown): Promise<void> {
		await this.parts.disk.write([{ box: 'plain', key: `page ${name}`, ...(thing === null ? {} : { value: thing }) }])
	}

	async sendAgain(refusal: Refusal, args: Args): Promise<Sent> {
		const row = this.mustBeOpen().outbox.inbox.find((one) => one.id === refusal.id)
		// A row that was to be added keeps its id: others may name it already.
		const key = row && (row.key !== row.id || row.command.endsWith('.add')) ? row.key : undefined
		const made = args.device_at ?? row?.args.device_at
		const [sent] = await this.add([{ command: refusal.command, args: made === undefined ? args : { ...args, device_at: made } }], refusal, key)
		return sent!
	}

	async setAside(refusal: Refusal): Promise<void> {
		await this.mustBeOpen().outbox.setAside(refusal.id)
		this.redraw()
	}

	// ---- The server.

	/** Try to exchange in ms, or earlier if that was planned already. */
	private sendIn(ms: number): void {
		if (!this.open) return
		const now = this.parts.clock()
		// A clock that was set back would make it wait for hours.
		const rest = this.notBefore - now
		const at = now + (rest > 0 && rest < LONGEST_REST ? Math.max(ms, rest) : ms)
		if (this.cancel && this.dueAt <= at && this.dueAt >= now) return
		this.cancel?.()
		this.dueAt = at
		this.cancel = this.parts.later(at - now, () => {
			this.cancel = null
			void this.exchange(UNDO_MS).catch(() => undefined)
		})
	}

	/** Nothing by itself for so long; then try again. */
	private rest(ms: number): void {
		this.notBefore = this.parts.clock() + ms
		this.cancel?.()
		this.cancel = null
		this.sendIn(0)
	}

	pullNow(): Promise<void> {
		return this.exchange(0)
	}

	/** One exchange at a time; throws FieldProblem when it did not come to its end. */
	private async exchange(age: number): Promise<void> {
		const open = this.mustBeOpen()
		while (this.running) await this.running.catch(() => undefined)
		if (this.open !== open) return
		this.running = this.exchangeOnce(open, age).finally(() => {
			this.running = null
			this.tell()
		})
		this.tell()
		return this.running
	}

	private async exchangeOnce(open: Open, age: number): Promise<void> {
		try {
			await open.exchange.run(age)
			this.nTries = this.notBefore = 0
			this.localProblem = null
			open.account.offline_since = null
			if (this.open !== open) return
			this.redraw()
			this.watchDuty()
			if (open.outbox.waiting.length) this.sendIn(UNDO_MS)
			else if (this.parts.isVisible()) this.sendIn(PULL_MS)
		} catch (error) {
			if (error instanceof SignedOut) {
				await this.signedOut(open)
				throw this.problemOf(error)
			}
			if (this.open !== open) return
			this.localProblem = error instanceof DiskFull ? t(FULL) : error instanceof NotKnown ? error.message : null
			if (error instanceof Later || error instanceof NotKnown) open.account.offline_since ??= open.watch.now()
			await open.exchange.save().catch(() => undefined)
			this.nTries++
			this.rest(backoff(this.nTries, error instanceof Later ? error.wait : 0, this.parts.random()))
			throw this.problemOf(error)
		}
	}

	private problemOf(error: unknown): FieldProblem {
		if (error instanceof FieldProblem) return error
		if (error instanceof DiskFull) return new FieldProblem(t(FULL))
		if (error instanceof Refused) return new FieldProblem(error.body.sentence, error.body.number, error.body.field ?? null)
		if (error instanceof SignedOut) return new FieldProblem(t(USED), 4101)
		if (error instanceof TooLarge) return new FieldProblem(error.message, 4906)
		if (error instanceof NotKnown) return new FieldProblem(error.message, 4106)
		if (error instanceof Later) return new FieldProblem(t(error.wait ? BUSY : NO_NETWORK))
		if (error instanceof DOMException) return new FieldProblem(t(NO_DISK))
		// A fault of the program is no lack of network: it is told as it is.
		return new FieldProblem(error instanceof Error ? error.message : String(error))
	}

	async ask<T>(command: string, args: Args): Promise<T> {
		const open = this.mustBeOpen()
		const region = args.region === undefined ? regionFor(this.postings.value, placeOf(open.draft, args)) : null
		try {
			return await open.wire.ask<T>(command, { id: uuid7(this.parts.clock()), ...(region === null ? {} : { region }), ...args })
		} catch (error) {
			if (error instanceof SignedOut) await this.signedOut(open)
			throw this.problemOf(error)
		}
	}

	async follow(heard: (event: string) => void, signal: AbortSignal): Promise<void> {
		const { open } = this
		const regions = [...new Set(this.postings.value.filter((one) => one.is_open && one.region !== '').map((one) => one.region))].slice(0, MOST_FOLLOWED)
		if (open && regions.length) await open.wire.follow(regions, heard, signal)
	}

	async openPerson(resident: Resident, purpose: string): Promise<Person> {
		const open = this.mustBeOpen()
		const known = open.people.get(resident.id)
		if (known) return known
		const person = await this.ask<Person>('resident.open', { resident: resident.id, purpose })
		open.people.set(resident.id, person)
		return person
	}

	private async loadNumbers(open: Open): Promise<void> {
		const all = await this.parts.disk.all('sealed')
		for (const [key, sealed] of all.filter(([key]) => key.startsWith('numbers ')))
			open.numbers.set(key.slice('numbers '.length), await open.vault.open(key, sealed))
		this.forgetOldNumbers(open)
	}

	private forgetOldNumbers(open: Open): void {
		const now = open.watch.now()
		const old = [...open.numbers].filter(([, kept]) => kept.until_at <= now).map(([region]) => region)
		old.forEach((region) => open.numbers.delete(region))
		if (old.length) void this.parts.disk.write(old.map((region) => ({ box: 'sealed', key: `numbers ${region}` }))).catch(() => undefined)
	}

	async numbers(region: string, purpose: string): Promise<Numbers> {
		const open = this.mustBeOpen()
		const kept = this.numbersKept(region)
		if (kept) return kept
		const answer = await this.ask<{ numbers: [number, string][] }>('sync.numbers', { region, purpose })
		const fresh = { phones: answer.numbers, until_at: Date.parse(`${dayAfter(this.today())}T00:00:00+08:00`) }
		try {
			const key = `numbers ${region}`
			await this.parts.disk.write([{ box: 'sealed', key, value: await open.vault.seal(key, fresh) }])
		} catch (error) {
			if (!(error instanceof DiskFull)) throw error
		}
		open.numbers.set(region, fresh)
		return { phones: new Map(fresh.phones), until_at: fresh.until_at }
	}

	numbersKept(region: string): Numbers | null {
		const kept = this.open?.numbers.get(region)
		return kept && kept.until_at > this.now() ? { phones: new Map(kept.phones), until_at: kept.until_at } : null
	}

	// ---- A new version of the app.

	/** One is ready; `swap` changes to it. */
	newVersion(swap: () => void): void {
		this.swap = swap
		this.status.value = { ...this.status.value, has_new_version: !this.isTyping }
	}

	setTyping(is: boolean): void {
		this.isTyping = is
		this.status.value = { ...this.status.value, has_new_version: this.swap !== null && !is }
	}

	reload(): void {
		if (this.swap && !this.isTyping) this.swap()
	}
}
