// The phone's disk, behind a small door: boxes of things by key, changed all or none.
// Rule: `write` resolves when the changes are on the disk, not before.
import { openDB, type IDBPDatabase } from 'idb'

/**
 * plain: the lock, and why everything was wiped. sealed: account, clock, chunks of regions.
 * outbox: waiting; kept: accepted by the server, for two weeks; inbox: refused.
 */
export type Box = 'plain' | 'sealed' | 'outbox' | 'kept' | 'inbox'
export const BOXES: readonly Box[] = ['plain', 'sealed', 'outbox', 'kept', 'inbox']

/** Without a value the key is taken out. */
export interface Change {
	box: Box
	key: string
	value?: unknown
}

export interface Disk {
	get(box: Box, key: string): Promise<unknown>
	all(box: Box): Promise<Array<[string, unknown]>>
	count(box: Box): Promise<number>
	/** All or none. Throws DiskFull when there is no room; then nothing was changed. */
	write(changes: readonly Change[]): Promise<void>
	clear(): Promise<void>
}

export class DiskFull extends Error {}

function isFull(error: unknown): boolean {
	const name = (error as { name?: string } | null)?.name
	return name === 'QuotaExceededError' || /quota/i.test(String((error as Error | null)?.message ?? ''))
}

/** The browser's own database. */
export async function openDisk(name = 'lianfang-field'): Promise<Disk> {
	const open = (): Promise<IDBPDatabase> =>
		openDB(name, 1, { upgrade: (db) => BOXES.forEach((box) => db.createObjectStore(box)) })
	let db = await open()
	/** A browser short of memory closes the connection under us: once more with a new one. */
	async function steadily<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
		try {
			return await work(db)
		} catch (error) {
			if ((error as DOMException).name !== 'InvalidStateError') throw error
			db = await open()
			return work(db)
		}
	}
	return {
		get: (box, key) => steadily((db) => db.get(box, key)),
		count: (box) => steadily((db) => db.count(box)),
		all: (box) =>
			steadily(async (db) => {
				const tx = db.transaction(box)
				const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()])
				return keys.map((key, i): [string, unknown] => [String(key), values[i]])
			}),
		write: (changes) =>
			steadily(async (db) => {
				const boxes = [...new Set(changes.map((change) => change.box))]
				if (!boxes.length) return
				const tx = db.transaction(boxes, 'readwrite', { durability: 'strict' })
				// A refused request aborts the whole; its reason is the transaction's.
				const requests = changes.map(({ box, key, value }) =>
					value === undefined ? tx.objectStore(box).delete(key) : tx.objectStore(box).put(value, key),
				)
				const results = await Promise.allSettled([...requests, tx.done])
				const failed = results.find((result) => result.status === 'rejected')
				if (!failed) return
				const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
				if ([...reasons, tx.error].some(isFull)) throw new DiskFull()
				throw reasons[0]
			}),
		clear: () =>
			steadily(async (db) => {
				const tx = db.transaction([...BOXES], 'readwrite', { durability: 'strict' })
				await Promise.all([...BOXES.map((box) => tx.objectStore(box).clear()), tx.done])
			}),
	}
}
