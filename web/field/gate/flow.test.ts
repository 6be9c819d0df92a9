// What the keeper's hand does to the records: an unsteady thumb, and a clock with fractions.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Phone } from '../core/testing/phone'
import { Server } from '../core/testing/server'
import type { Verdict } from './judge'

const here = vi.hoisted(() => ({ phone: null as unknown as { core: unknown } }))
vi.mock('../core', () => ({
	get field() {
		return here.phone.core
	},
}))
const { certificate, close, next, verdict } = await import('./flow')
const { dueGate, leads } = await import('./shift')
const { stand, standing } = await import('./standing')
const { choose, kept, open } = await import('./store')

let phone: Phone
const good: Verdict = { faults: [], number: 7, door: '1-101' } as unknown as Verdict
beforeEach(async () => {
	vi.restoreAllMocks()
	phone = await Phone.enrolled(new Server())
	here.phone = phone
	phone.offline(true)
	await stand({ gate: 'g1', region: '120113001001001', name: '南门', offset: 0 })
})

describe('a decision', () => {
	it('pressed three times is one record', async () => {
		verdict.value = good
		const done = await Promise.all([close('pass'), close('pass'), close('pass')])
		expect(done).toEqual([true, false, false])
		expect(phone.core.waiting()).toHaveLength(1)
		expect(await close('pass')).toBe(false)
		expect(phone.core.waiting()).toHaveLength(1)
	})
	it('is written in whole milliseconds, whatever the browser counts', async () => {
		const real = performance.now.bind(performance)
		vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(real()) + 0.3)
		const leave = await open()
		vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(real()) + 5_000.7)
		verdict.value = good
		expect(await close('pass')).toBe(true)
		leave()
		const at = phone.core.waiting()[0]!.args.device_at as number
		expect(Number.isInteger(at)).toBe(true)
	})
	it('behind a health certificate says whether that was good, and nothing else of it', async () => {
		certificate.value = { faults: ['expired'], found: { family_name: 'MUSTERMANN' } } as unknown as typeof certificate.value
		expect(await close('turn_back', { reason: 'x' })).toBe(true)
		expect(phone.core.waiting()[0]!.args).toMatchObject({ decision: 'turn_back', is_certificate_good: false })
		expect(JSON.stringify(phone.core.waiting())).not.toContain('MUSTERMANN')
		expect(await close('turn_back', { reason: 'x' })).toBe(true)
		expect(phone.core.waiting()[0]!.args).not.toHaveProperty('is_certificate_good')
		next()
	})
})

describe('my shift', () => {
	const HOUR = 3_600_000
	const place = (shift: string, gate: string, from: number, more = {}) => ({ shift, gate, checkpoint: 'c', checkpoint_name: `${gate}卡口`, region: '120113001001001', from_at: phone.core.now() + from * HOUR, until_at: phone.core.now() + (from + 8) * HOUR, state: 'open', ...more })
	it('says at which gate, by the roster kept here: the one begun, else the one whose hour has come', async () => {
		expect(await dueGate('')).toBeNull()
		await phone.core.keep('gates', [{ gate: 'g2', name: '北门', region: '12011300100100101', region_name: '果园里', is_closed: false, url_path: '/x' }])
		await phone.core.keep('duty', { at: 0, swaps: [], standBys: [], rows: [place('s3', 'g3', 9), place('s2', 'g2', -1), place('s1', 'g1', -9, { handed_at: 1 })] })
		expect(await dueGate('')).toMatchObject({ gate: 'g2', name: '北门', region: '12011300100100101' })
		expect(await dueGate('s3')).toMatchObject({ gate: 'g3', name: 'g3卡口' })
		await phone.core.keep('duty', { at: 0, swaps: [], standBys: [], rows: [place('s3', 'g3', 0.3)] })
		expect(await dueGate('')).toBeNull()
	})
	it('leads away from the gate of the day before, not from one that was chosen during it', async () => {
		const due = { gate: 'g2', region: '120113001001001', name: '北门', from_at: phone.core.now() - HOUR }
		expect(leads(due)).toBe(true)
		await choose({ gate: 'g3', region: '120113001001001', name: '东门' })
		expect(leads(due)).toBe(false)
		await stand({ ...standing.value!, gate: null })
		expect(leads(due)).toBe(true)
	})
	it('at another gate of the compound keeps the lists, without network too', async () => {
		const lists = { policy: { gate: 'g1', name: '南门', region: '12011300100100101', fever: 373, is_closed: true }, as_of: 5, whole_at: 5, cursor: 9, keys: [], passes: [], revoked: [], used: [], doubt: null }
		await phone.core.keep('gate', lists)
		await choose({ gate: 'g2', region: '12011300100100101', name: '北门' })
		expect(kept.value).toMatchObject({ as_of: 5, cursor: 9, policy: { gate: 'g2', name: '北门', is_closed: false } })
		await choose({ gate: 'g9', region: '12011300100100102', name: '西门' })
		expect(kept.value).toBeNull()
		await choose({ gate: 'g1', region: '12011300100100101', name: '南门' })
		expect(kept.value).toMatchObject({ policy: { gate: 'g1', is_closed: true } })
	})
})
