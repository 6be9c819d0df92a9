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
const { close, verdict } = await import('./flow')
const { stand } = await import('./standing')
const { open } = await import('./store')

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
})
