// What this phone wrote: waiting, accepted (kept for two weeks in case the server is
// restored from an older backup), refused.
// Rule: a command is in exactly one of the three boxes, on the disk before in memory.
import { DiskFull, type Box, type Change, type Disk } from './disk'
import type { Written } from './effects'
import type { Vault } from './vault'
import type { Answer, ProblemBody, Wired } from './wire'

/** How the server counts it: what an earlier session of the phone sent, only when it is new to the server. */
interface Counted {
	/** Waiting again after the server was restored: it was counted as sent before. */
	was_accepted?: boolean
	/** Written before the phone was set up again. */
	was_other?: boolean
}
export interface Kept extends Written, Counted {
	seq: number
	accepted_at: number
}
export interface Refusing extends Written {
	number: number
	field: string | null
	sentence: string
}

interface Waiting extends Written, Counted {}

export const KEPT_MS = 14 * 86_400_000
/** How many of the oldest are given up at once when the phone is full. */
const DROP = 100

const keyOf = (written: Written): string => String(written.n).padStart(12, '0')

/** As it travels: the same bytes every time, or the server takes a replay for a fraud. */
export function wired(written: Written): Wired {
	const { command, id, key, region, args } = written
	return { command, id, ...(key === id ? {} : { key }), ...(region === null ? {} : { region }), ...args }
}

export class Outbox {
	waiting: Waiting[] = []
	kept: Kept[] = []
	inbox: Refusing[] = []
	private next = 1
	private readonly disk: Disk
	private readonly vault: Vault

	constructor(disk: Disk, vault: Vault) {
		this.disk = disk
		this.vault = vault
	}

	async load(): Promise<void> {
		const read = async <T extends Written>(box: Box): Promise<T[]> => {
			const rows = await Promise.all((await this.disk.all(box)).map(([key, sealed]) => this.vault.open<T>(`${box} ${key}`, sealed)))
			return rows.sort((a, b) => a.n - b.n)
		}
		this.waiting = await read('outbox')
		this.kept = await read('kept')
		this.inbox = await read('inbox')
		this.next = 1 + Math.max(0, ...[...this.waiting, ...this.kept, ...this.inbox].map((written) => written.n))
	}

	private async put(box: Box, written: Written): Promise<Change> {
		const key = keyOf(written)
		return { box, key, value: await this.vault.seal(`${box} ${key}`, written) }
	}
	private out(box: Box, written: Written): Change {
		return { box, key: keyOf(written) }
	}

	/** On the disk, the oldest accepted ones given up for it if need be; DiskFull: nothing was changed. */
	private async write(changes: Change[]): Promise<void> {
		for (;;) {
			try {
				return await this.disk.write(changes)
			} catch (error) {
				if (!(error instanceof DiskFull) || !this.kept.length) throw error
				const old = this.kept.slice(0, DROP)
				await this.disk.write(old.map((written) => this.out('kept', written)))
				this.kept = this.kept.slice(old.length)
			}
		}
	}

	/** All or none; they are on the disk when this resolves. */
	async add(written: Omit<Written, 'n'>[], instead?: Refusing): Promise<Written[]> {
		const rows = written.map((one) => ({ ...one, n: this.next++ }))
		const changes = await Promise.all(rows.map((row) => this.put('outbox', row)))
		await this.write(instead ? [...changes, this.out('inbox', instead)] : changes)
		this.waiting = [...this.waiting, ...rows].sort((a, b) => a.n - b.n)
		if (instead) this.inbox = this.inbox.filter((one) => one.id !== instead.id)
		return rows
	}

	async takeBack(id: string): Promise<boolean> {
		const row = this.waiting.find((one) => one.id === id)
		if (!row) return false
		await this.disk.write([this.out('outbox', row)])
		this.waiting = this.waiting.filter((one) => one !== row)
		return true
	}

	async setAside(id: string): Promise<void> {
		const row = this.inbox.find((one) => one.id === id)
		if (!row) return
		await this.disk.write([this.out('inbox', row)])
		this.inbox = this.inbox.filter((one) => one !== row)
	}

	/** What the server said of some of those waiting, in one transaction; gives how many more it counts now. */
	async answered(accepted: [Waiting, Answer][], refused: [Waiting, ProblemBody][], now: number): Promise<number> {
		const kept: Kept[] = accepted.map(([{ was_accepted: _, ...row }, answer]) => ({ ...row, seq: answer.seq, accepted_at: now }))
		const inbox: Refusing[] = refused.map(([{ was_accepted: _, ...row }, problem]) => ({
			...row,
			number: problem.number,
			field: problem.field ?? null,
			sentence: problem.sentence,
		}))
		const gone = [...accepted, ...refused].map(([row]) => row)
		const outs = gone.map((row) => this.out('outbox', row))
		const puts = await Promise.all(inbox.map((row) => this.put('inbox', row)))
		const keeps = await Promise.all(kept.map((row) => this.put('kept', row)))
		let has = true
		try {
			await this.disk.write([...outs, ...puts, ...keeps])
		} catch (error) {
			if (!(error instanceof DiskFull)) throw error
			// They are at the server: without room they are not kept a second time.
			has = false
			await this.write([...outs, ...puts])
		}
		this.waiting = this.waiting.filter((row) => !gone.includes(row))
		this.inbox = [...this.inbox, ...inbox]
		if (has) this.kept = [...this.kept, ...kept].sort((a, b) => a.n - b.n)
		// What a restored server refuses now it had counted before.
		const lost = refused.filter(([row]) => row.was_accepted && !row.was_other).length
		return accepted.filter(([row, answer]) => (row.was_other ? !answer.is_replay : !row.was_accepted)).length - lost
	}

	/** The server forgot: everything kept waits again, before what was written since. */
	async again(): Promise<number> {
		const rows: Waiting[] = this.kept.map(({ seq: _seq, accepted_at: _at, ...row }) => ({ ...row, was_accepted: true }))
		if (!rows.length) return 0
		const puts = await Promise.all(rows.map((row) => this.put('outbox', row)))
		await this.disk.write([...puts, ...this.kept.map((row) => this.out('kept', row))])
		this.waiting = [...rows, ...this.waiting].sort((a, b) => a.n - b.n)
		this.kept = []
		return rows.length
	}

	/** The phone was set up again: the server's count begins anew. */
	async otherSession(): Promise<void> {
		const mark = <T extends Counted>(row: T): T => ({ ...row, was_other: true })
		const [waiting, kept] = [this.waiting.map(mark), this.kept.map(mark)]
		await this.disk.write(await Promise.all([...waiting.map((row) => this.put('outbox', row)), ...kept.map((row) => this.put('kept', row))]))
		this.waiting = waiting
		this.kept = kept
	}

	/** Two weeks are over: a backup older than that is another story. */
	async prune(now: number): Promise<void> {
		const old = this.kept.filter((row) => row.accepted_at < now - KEPT_MS)
		if (!old.length) return
		await this.disk.write(old.map((row) => this.out('kept', row)))
		this.kept = this.kept.filter((row) => !old.includes(row))
	}
}
