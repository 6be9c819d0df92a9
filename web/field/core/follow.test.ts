import { describe, expect, it } from 'vitest'
import { Wire } from './wire'

/** A stream that gives these pieces one by one and then ends, or stands open. */
function streamOf(pieces: string[], isOpen = false, signal?: AbortSignal | null): Response {
	const bytes = new TextEncoder()
	const body = new ReadableStream<Uint8Array>({
		start(out) {
			for (const piece of pieces) out.enqueue(bytes.encode(piece))
			if (!isOpen) out.close()
			signal?.addEventListener('abort', () => out.error(new Error('aborted')))
		},
	})
	return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
}

describe('news of my places', () => {
	it('are told by name, however the bytes are cut', async () => {
		const asked: string[] = []
		const wire = new Wire(async (path, init) => {
			asked.push(path, new Headers(init.headers).get('Authorization') ?? '')
			return streamOf([': \n\n', 'id: 4\nevent: ta', 'lly\ndata: {"a":"event: no"}\n\neve', 'nt: order\ndata: {}\n\n', 'event: response'])
		}, () => 'en', () => 0)
		wire.token = 'secret'
		const heard: string[] = []
		await wire.follow(['120113001', '120113002'], (event) => heard.push(event), new AbortController().signal)
		// The last line has no end: it is not a whole event.
		expect(heard).toEqual(['tally', 'order'])
		expect(asked).toEqual(['/api/live?region=120113001,120113002', 'Bearer secret'])
	})
	it('end quietly when the server says no, the network breaks or one stops', async () => {
		const none = new AbortController().signal
		await new Wire(async () => new Response('{}', { status: 403 }), () => 'en', () => 0).follow(['1'], () => undefined, none)
		await new Wire(async () => Promise.reject(new TypeError('offline')), () => 'en', () => 0).follow(['1'], () => undefined, none)
		const stop = new AbortController()
		const heard: string[] = []
		const standing = new Wire(async (_path, init) => streamOf(['event: order\n'], true, init.signal), () => 'en', () => 0).follow(['1'], (event) => {
			heard.push(event)
			stop.abort()
		}, stop.signal)
		await standing
		expect(heard).toEqual(['order'])
	})
	it('end with everything else when the phone is locked', async () => {
		const wire = new Wire(async (_path, init) => streamOf([], true, init.signal), () => 'en', () => 0)
		const following = wire.follow(['1'], () => undefined, new AbortController().signal)
		await new Promise((resolve) => setTimeout(resolve, 5))
		wire.abort()
		const late = new Promise((resolve) => setTimeout(() => resolve('still open'), 1000))
		expect(await Promise.race([following.then(() => 'ended'), late])).toBe('ended')
	})
})
