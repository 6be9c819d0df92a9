import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { call, configure, given, list, pause, Problem, session, upload, uuid7 } from './api'

interface Sent { url: string; method: string; headers: Headers; body: any }
let sent: Sent[] = []

/** Answers in order; the last one again and again. */
function server(...answers: (() => Response | Promise<Response>)[]): void {
	let i = 0
	vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
		const body = typeof init.body === 'string' ? JSON.parse(init.body) : init.body
		sent.push({ url, method: init.method ?? 'GET', headers: new Headers(init.headers), body })
		return answers[Math.min(i++, answers.length - 1)]!()
	})
}
const ok = (body: unknown, status = 200) => () => new Response(JSON.stringify(body), { status })
const busy = () => new Response('', { status: 503, headers: { 'Retry-After': '1' } })
const refusal = (number: number, status: number, field?: string) =>
	ok({ problem: { number, status, field, sentence: 'say what to do' } }, status)

beforeEach(() => {
	sent = []
	vi.useFakeTimers()
	configure({ lang: 'en', csrf: 'token', signedOut: () => undefined, aim: () => undefined })
})
afterEach(() => {
	vi.useRealTimers()
	vi.unstubAllGlobals()
})

describe('ids', () => {
	it('are UUIDv7 and sort by time', () => {
		const early = uuid7(1_000)
		const late = uuid7(2_000)
		expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
		expect(early.slice(0, 13)).toBe('00000000-03e8')
		expect(early < late).toBe(true)
		expect(uuid7(5)).not.toBe(uuid7(5))
	})
})

describe('call', () => {
	it('sends the arguments flat, with the token, leaving out what is empty', async () => {
		server(ok({ id: 'a', seq: 1 }))
		await call('visit.record', { household: 'h', note: '', floor: 0, reason: null }, { id: 'a' })
		expect(sent[0]).toMatchObject({ url: '/api/visit.record', method: 'POST', body: { id: 'a', household: 'h', floor: 0 } })
		expect(sent[0]!.headers.get('X-CSRF')).toBe('token')
		expect(sent[0]!.headers.get('Accept-Language')).toBe('en')
	})

	it('aims at the region of the posting when none is named', async () => {
		configure({ aim: (command) => (command === 'sweep.get' ? '120113' : undefined) })
		server(ok({}))
		await call('sweep.get', { sweep: 's' })
		await call('sweep.get', { sweep: 's', region: '120101' })
		await call('account.me')
		expect(sent.map((one) => one.body.region)).toEqual(['120113', '120101', undefined])
	})

	it('waits after 503 and sends the same id again', async () => {
		server(busy, busy, ok({ id: 'x', seq: 7 }))
		const answer = call('sweep.start', { title: 't' })
		await vi.advanceTimersByTimeAsync(10_000)
		expect(await answer).toMatchObject({ seq: 7 })
		expect(sent).toHaveLength(3)
		expect(new Set(sent.map((one) => one.body.id)).size).toBe(1)
	})

	it('gives up in the end and says so', async () => {
		server(busy)
		const answer = call('sweep.start').catch((error: Problem) => error)
		await vi.advanceTimersByTimeAsync(60_000)
		expect(await answer).toBeInstanceOf(Problem)
		expect((await answer as Problem).status).toBe(503)
		expect(sent).toHaveLength(5)
	})

	it('tries a broken connection again', async () => {
		server(() => Promise.reject(new TypeError('network')), ok({ id: 'x', seq: 1 }))
		const answer = call('sweep.start')
		await vi.advanceTimersByTimeAsync(5_000)
		expect(await answer).toMatchObject({ seq: 1 })
	})

	it('carries number, field and sentence of a refusal', async () => {
		server(refusal(4301, 400, 'done_on'))
		const problem = await call('disinfection.add').catch((error: Problem) => error)
		expect(problem).toMatchObject({ number: 4301, status: 400, field: 'done_on', message: 'say what to do' })
	})

	it('tells when the session is lost, but not for a wrong password', async () => {
		const signedOut = vi.fn()
		configure({ signedOut })
		server(refusal(4101, 401))
		await call('account.me').catch(() => undefined)
		expect(signedOut).toHaveBeenCalledTimes(1)
		server(refusal(4120, 401, 'password'))
		await session.open('li', 'wrong').catch(() => undefined)
		expect(signedOut).toHaveBeenCalledTimes(1)
	})

	it('understands a page that is not ours', async () => {
		server(() => new Response('<html>Bad Gateway</html>', { status: 502 }))
		expect(await call('account.me').catch((error: Problem) => error.message)).toContain('HTTP 502')
	})
})

describe('session', () => {
	it('keeps the token it was given', async () => {
		server(ok({ csrf: 'fresh', login: 'li' }))
		await session.open('li', 'right')
		await list('region.list', {})
		expect(sent[1]!.headers.get('X-CSRF')).toBe('fresh')
	})
	it('does not sign in twice when the answer is lost', async () => {
		server(() => Promise.reject(new TypeError('network')))
		await session.open('li', 'right').catch(() => undefined)
		expect(sent).toHaveLength(1)
	})
})

describe('upload', () => {
	it('names the file in Latin-1', async () => {
		server(ok({ import: 'i1' }, 202))
		await upload('/api/import/household', new File(['a'], '住户.csv', { type: 'text/csv' }))
		expect(decodeURIComponent(sent[0]!.headers.get('X-File-Name')!)).toBe('住户.csv')
	})
})

describe('pause', () => {
	it('doubles, follows Retry-After, and has an end', () => {
		expect(pause(1, null, 0.5)).toBe(500)
		expect(pause(3, null, 0.5)).toBe(2000)
		expect(pause(1, '3', 0.5)).toBe(3000)
		expect(pause(1, '3600', 0.5)).toBe(15000)
		expect(pause(1, 'Wed, 21 Oct 2015 07:28:00 GMT', 0.5)).toBe(500)
	})
})

it('given keeps zero and false', () => {
	expect(given({ a: 0, b: false, c: '', d: null, e: undefined })).toEqual({ a: 0, b: false })
})
