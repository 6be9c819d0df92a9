// Orders to the person of this phone, and the response level in force.
// Rule: what was pressed here counts on this screen at once, and is kept until the server
// has it; what the phone has seen of an order stays readable without network.
import { computed, effectScope, ref, shallowRef, watch, type EffectScope } from 'vue'
import { field } from '../core'
import type { FieldProblem } from '../core/field'
import type { MyOrder, ResponseNow } from '../../shared/order'
import { learn } from '../../shared/says'
import more from 'virtual:words/orders'

learn(more)

interface Kept {
	orders: MyOrder[]
	response: ResponseNow | null
}

const KEPT_AS = 'orders'
/** After the stream broke: again so soon, then later and later. */
const AGAIN_MS = 3_000
const LATEST_MS = 120_000
const orders = shallowRef<MyOrder[]>([])
export const response = shallowRef<ResponseNow | null>(null)
/** Something was written here since. */
const nWritten = ref(0)

type What = 'received' | 'acknowledge' | 'arrive'
/** When this phone wrote it and whether it waits still; null: not written here. */
function written(order: string, what: What, since: number): { at: number; is_waiting: boolean } | null {
	return field.history(`order.${what}`, since).find((one) => one.args.order === order) ?? null
}

export interface Shown extends MyOrder {
	/** What is still asked; null: nothing. */
	next: 'acknowledge' | 'arrive' | null
	is_waiting: boolean
}
/** With what was pressed here and the server has not answered yet. */
export const shown = computed<Shown[]>(() => {
	// The boxes of the phone are no refs: these move with them.
	void nWritten.value
	void field.status.value
	void field.inbox.value
	return orders.value.map((one) => {
		const since = one.issued_at - 86_400_000
		const [ack, came] = [written(one.order, 'acknowledge', since), written(one.order, 'arrive', since)]
		const acknowledged_at = one.acknowledged_at ?? ack?.at ?? null
		const arrived_at = one.arrived_at ?? came?.at ?? null
		const isMine = Boolean(one.recipient) && one.state !== 'ended' && !arrived_at
		const next = !isMine ? null : !acknowledged_at ? 'acknowledge' : one.needs_arrival ? 'arrive' : null
		return { ...one, acknowledged_at, arrived_at, next, is_waiting: Boolean((!one.acknowledged_at && ack?.is_waiting) || (!one.arrived_at && came?.is_waiting)) }
	})
})
/** Those that wait for an answer of mine. */
export const asked = computed(() => shown.value.filter((one) => one.next !== null))

/** Answer an order: on the phone's disk when this resolves. */
export async function answer(order: string, what: 'acknowledge' | 'arrive'): Promise<string> {
	const { id } = await field.send(`order.${what}`, { order, at: field.now() })
	nWritten.value++
	return id
}
export async function takeBack(id: string): Promise<boolean> {
	const isBack = await field.takeBack(id)
	nWritten.value++
	return isBack
}

async function refresh(): Promise<void> {
	try {
		const page = await field.ask<{ rows?: MyOrder[] }>('order.mine', {})
		const level = await field.ask<ResponseNow>('response.now', {})
		orders.value = page.rows ?? []
		response.value = level.level === 'none' ? null : level
		await field.keep(KEPT_AS, { orders: orders.value, response: response.value } satisfies Kept)
		for (const one of orders.value)
			if (one.recipient && !one.delivered_at && one.state !== 'ended' && !written(one.order, 'received', one.issued_at - 86_400_000)) await field.send('order.received', { order: one.order, at: field.now() })
	} catch (error) {
		// Offline, or locked meanwhile: what was kept stands.
		if (!(error as Partial<FieldProblem>).message) throw error
	}
}

/** Listen while the app is looked at; a phone in a pocket fetches with its next exchange. */
async function listen(isOver: AbortSignal): Promise<void> {
	let wait = AGAIN_MS
	while (!isOver.aborted) {
		const began = Date.now()
		if (document.visibilityState === 'visible') {
			const stop = new AbortController()
			const hide = (): void => {
				if (document.visibilityState !== 'visible' || isOver.aborted) stop.abort()
			}
			document.addEventListener('visibilitychange', hide)
			isOver.addEventListener('abort', hide)
			await field.follow((event) => void (event !== 'tally' && refresh()), stop.signal)
			document.removeEventListener('visibilitychange', hide)
			isOver.removeEventListener('abort', hide)
		}
		// A stream that stood for a while was a good one.
		wait = Date.now() - began > 60_000 ? AGAIN_MS : Math.min(wait * 2, LATEST_MS)
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, wait)
			const now = (): void => {
				clearTimeout(timer)
				resolve()
			}
			isOver.addEventListener('abort', now, { once: true })
			document.addEventListener('visibilitychange', now, { once: true })
		})
	}
}

let scope: EffectScope | null = null
let over: AbortController | null = null
/** While the phone is open. */
export function begin(): void {
	end()
	scope = effectScope()
	over = new AbortController()
	void field.kept<Kept>(KEPT_AS).then((kept) => {
		if (kept && !orders.value.length) {
			orders.value = kept.orders
			response.value = kept.response
		}
	}, () => undefined)
	scope.run(() => watch(() => field.status.value.last_at, () => void refresh(), { immediate: true }))
	void listen(over.signal)
}
/** Locked: nothing of it stays in memory. */
export function end(): void {
	scope?.stop()
	over?.abort()
	scope = over = null
	orders.value = []
	response.value = null
}
