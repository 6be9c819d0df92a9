// Reports that wait: none lost, none sent twice under another id.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { once } from './api'
import { flush, group, home, homes, passes, refusals, remove, report, waiting } from './kept'
import { isDoorOf } from './places'

const one = { token: 'T', door: '301', building: '果园里 12号楼', relation: 'self' }
const sent: { id: string; state: string }[] = []
let answer: () => Response | Promise<Response>
function said(status: number, body: unknown): Response {
	return new Response(JSON.stringify(body), { status })
}

beforeEach(() => {
	localStorage.clear()
	waiting.value = []
	refusals.value = []
	homes.value = [one]
	sent.length = 0
	vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
		sent.push(JSON.parse(String(init.body)) as { id: string; state: string })
		return answer()
	})
})

describe('a press that writes', () => {
	it('is the same command again after a lost answer, and another one after an answer or a change', async () => {
		const ids = () => sent.map((it) => it.id)
		answer = () => Promise.reject(new TypeError('no network'))
		await expect(once('complaint.file', { text: 'a' })).rejects.toThrow()
		await expect(once('complaint.file', { text: 'b' })).rejects.toThrow()
		answer = () => said(400, { problem: { number: 4009, sentence: 'too long' } })
		await expect(once('complaint.file', { text: 'a' })).rejects.toThrow('too long')
		answer = () => said(200, {})
		await once('complaint.file', { text: 'a' })
		const [a, b, again, fresh] = ids()
		expect(again).toBe(a)
		expect(new Set([a, b, fresh]).size).toBe(3)
	})
})

describe('what is on the phone', () => {
	it('goes with the household: no key of it and no pass stays behind', async () => {
		passes.value = { T: [{ code: 'LF1:X', number: 7, until_at: 1, at: 1 }], U: [] }
		answer = () => said(409, { problem: { number: 4804, sentence: 'this sweep is not open' } })
		await report(one, { state: 'done' }, '入户排查')
		answer = () => Promise.reject(new TypeError('no network'))
		await remove(one)
		expect(homes.value).toEqual([])
		expect(passes.value).toEqual({})
		expect(JSON.stringify({ ...localStorage })).not.toContain('"T"')
		expect(refusals.value).toHaveLength(1)
	})
})

describe('a report', () => {
	it('waits without network and goes with the same id, once', async () => {
		answer = () => Promise.reject(new TypeError('no network'))
		expect(await report(one, { state: 'done' }, '入户排查')).toBeNull()
		expect(JSON.parse(localStorage.getItem('lf.waiting')!)).toHaveLength(1)
		answer = () => said(503, { problem: { number: 5030, sentence: 'busy' } })
		await flush()
		expect(waiting.value).toHaveLength(1)
		answer = () => said(200, { id: 'x', seq: 1 })
		await flush()
		expect(waiting.value).toHaveLength(0)
		expect(new Set(sent.map((it) => it.id)).size).toBe(1)
		await flush()
		expect(sent).toHaveLength(3)
	})
	it('keeps its order, and waits when too many come from one address', async () => {
		answer = () => said(429, { problem: { number: 5420, sentence: 'slowly' } })
		await report(one, { state: 'done' }, 'a')
		await report(one, { state: 'vacant' }, 'b')
		expect(waiting.value.map((it) => it.what)).toEqual(['a', 'b'])
		answer = () => said(200, { outcome: 'conflict' })
		await flush()
		expect(sent.slice(-2).map((it) => it.state)).toEqual(['done', 'vacant'])
	})
	it('that is refused is shown with the reason and does not stand in the way', async () => {
		answer = () => said(409, { problem: { number: 4804, sentence: 'this sweep is not open' } })
		await report(one, { state: 'done' }, '入户排查')
		expect(waiting.value).toHaveLength(0)
		expect(refusals.value.map((it) => it.why)).toEqual(['this sweep is not open'])
	})
	it('tells what the server made of it', async () => {
		answer = () => said(200, { outcome: 'conflict' })
		expect(await report(one, { state: 'done' }, '入户排查')).toEqual({ outcome: 'conflict' })
	})
})

describe('a door of the building', () => {
	const at = { region: '12号楼', doors: [], n_done: 0, n: 0 }
	it('is one’s own by its label, and no other house’s', () => {
		expect(isDoorOf(one, at, '301')).toBe(true)
		expect(isDoorOf(one, at, '1301')).toBe(false)
		expect(isDoorOf(one, { ...at, region: '2号楼' }, '301')).toBe(false)
		expect(isDoorOf(one, { ...at, region: '3单元', path: ['果园里', '12号楼'] }, '301')).toBe(true)
		expect(isDoorOf(one, { ...at, region: '第一网格' }, '果园里 12号楼 301')).toBe(true)
		expect(isDoorOf(one, { ...at, region: '第一网格' }, '2号楼 301')).toBe(false)
		expect(isDoorOf(one, { ...at, region: '第一网格' }, '果园里 13号楼 301')).toBe(false)
	})
	it('is remembered with the link', () => {
		group.value = 'G'
		expect(localStorage.getItem('lf.group')).toBe('"G"')
		expect(home.value?.door).toBe('301')
	})
})
