// What concerns everybody at once: the response level in force, and orders to me.
// Rule: one stream for all windows of a browser, because a browser opens no more than six;
// the window that holds it tells the others.
import { shallowRef } from 'vue'
import { call, list } from '../../shared/api'
import type { MyOrder, ResponseNow } from './types'

export const response = shallowRef<ResponseNow | null>(null)
/** Open orders to me, newest first. */
export const mine = shallowRef<MyOrder[]>([])
/** Grows when an order moved; pages about orders read again. */
export const nMoved = shallowRef(0)

const NAME = 'lianfang-told'
/** Should the stream be lost without a word: looked at again after this long. */
const EVERY_MS = 60_000
/** Without a stream. */
const ALONE_MS = 5_000
/** A stream takes no more regions than this. */
const MOST_REGIONS = 32
const CLOSED = 2

export async function readTold(may: (command: string) => boolean): Promise<void> {
	const [level, orders] = await Promise.all([
		may('response.now') ? call<ResponseNow>('response.now').catch(() => response.value) : null,
		may('order.mine') ? list<MyOrder>('order.mine', {}).then((page) => page.rows, () => mine.value) : [],
	])
	response.value = level
	mine.value = orders
	if (may('order.received')) for (const one of orders) void received(one)
}

/** It stands on a screen of mine: said once. */
const said = new Set<string>()
async function received(one: MyOrder): Promise<void> {
	if (!one.recipient || one.delivered_at || said.has(one.order)) return
	said.add(one.order)
	await call('order.received', { order: one.order }).catch(() => said.delete(one.order))
}

/** Open the stream here; answers how to close it. */
function stream(regions: string[], heard: () => void): () => void {
	let source: EventSource | null = null
	let again: ReturnType<typeof setTimeout> | undefined
	const open = (): void => {
		source = new EventSource(`/api/live?region=${regions.map(encodeURIComponent).join(',')}`)
		// After a break everything may have moved.
		for (const name of ['open', 'reload', 'response', 'order']) source.addEventListener(name, heard)
		source.addEventListener('error', () => {
			if (source?.readyState !== CLOSED) return
			clearTimeout(again)
			again = setTimeout(open, 5_000)
		})
	}
	open()
	return () => {
		clearTimeout(again)
		source?.close()
	}
}

/** Listen until the answer is called. */
export function listenTold(regions: string[], may: (command: string) => boolean, moved: () => void = () => undefined): () => void {
	let isOver = false
	let soon: ReturnType<typeof setTimeout> | undefined
	/** Many events at once are one reading. */
	const read = (): void => {
		clearTimeout(soon)
		soon = setTimeout(() => {
			nMoved.value++
			moved()
			void readTold(may)
		}, 150)
	}
	const others = typeof BroadcastChannel === 'function' ? new BroadcastChannel(NAME) : null
	others?.addEventListener('message', read)
	const heard = (): void => {
		read()
		others?.postMessage(1)
	}
	// A stream is of places; a posting over everything has none to name.
	const wanted = regions.filter((one) => one !== '').slice(0, MOST_REGIONS)
	const timer = setInterval(read, wanted.length ? EVERY_MS : ALONE_MS)
	const seen = (): void => {
		if (document.visibilityState === 'visible') read()
	}
	document.addEventListener('visibilitychange', seen)
	let leave: () => void = () => undefined
	if (wanted.length && navigator.locks && others) {
		const stop = new AbortController()
		leave = () => stop.abort()
		void navigator.locks
			.request(`${NAME} ${wanted.join(',')}`, { signal: stop.signal }, () => new Promise<void>((resolve) => {
				if (isOver) return resolve()
				const close = stream(wanted, heard)
				leave = () => {
					close()
					resolve()
				}
			}))
			.catch(() => undefined)
	} else if (wanted.length) leave = stream(wanted, heard)
	void readTold(may)
	return () => {
		isOver = true
		clearTimeout(soon)
		clearInterval(timer)
		document.removeEventListener('visibilitychange', seen)
		others?.close()
		leave()
		response.value = null
		mine.value = []
	}
}
