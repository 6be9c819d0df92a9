// The one field app of this page, on the browser's own disk, clock and network.
// Rule: nothing but this file of the core touches the window.
import { watch } from 'vue'
import { Core } from './core'
import { openDisk, type Disk } from './disk'
import type { Field } from './field'
import { watchVersions } from './versions'

export * from './field'
export { UNDO_MS } from './core'

/** Opened when first needed; a browser without a database says so when it is asked. */
function lazyDisk(): Disk {
	let disk: Promise<Disk> | null = null
	const opened = (): Promise<Disk> => (disk ??= openDisk())
	return {
		get: async (box, key) => (await opened()).get(box, key),
		all: async (box) => (await opened()).all(box),
		count: async (box) => (await opened()).count(box),
		write: async (changes) => (await opened()).write(changes),
		clear: async () => (await opened()).clear(),
	}
}

/** The last tab opened has the seat; the one before is locked and sends nothing more. */
function takeSeat(lost: () => void): Promise<() => void> {
	if (!('locks' in navigator)) return Promise.resolve(() => undefined)
	return new Promise((resolve) => {
		const hold = (): Promise<void> => new Promise((leave) => resolve(leave))
		navigator.locks.request('lianfang.field', { steal: true }, hold).catch(lost)
	})
}

const core = new Core({
	disk: lazyDisk(),
	fetch: (path, init) => fetch(path, init),
	clock: () => Date.now(),
	random: () => Math.random(),
	later: (ms, work) => {
		const timer = setTimeout(work, Math.min(ms, 2_147_000_000))
		return () => clearTimeout(timer)
	},
	isVisible: () => document.visibilityState === 'visible',
	seat: takeSeat,
})

export const field: Field = core

/** Once, before the app is mounted. */
export async function begin(): Promise<void> {
	document.addEventListener('visibilitychange', () => core.seen(document.visibilityState === 'visible'))
	window.addEventListener('online', () => core.online())
	watchVersions((swap) => core.newVersion(swap))
	// Asked for so that a phone short of room does not throw the store away; it may say no.
	watch(core.session, (session) => session === 'open' && void navigator.storage?.persist?.())
	await core.start()
}
