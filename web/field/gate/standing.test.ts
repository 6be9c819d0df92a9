// The red button where no browser walk can cut it off: between two writes, on a full disk.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PIN, Phone } from '../core/testing/phone'
import { Server } from '../core/testing/server'

const here = vi.hoisted(() => ({ phone: null as unknown as { core: unknown } }))
vi.mock('../core', () => ({
	get field() {
		return here.phone.core
	},
}))
const { fileNoted, raise, raised, stand, standing, takeBack } = await import('./standing')

let phone: Phone
const waiting = (): unknown[][] => phone.core.waiting().map(({ command, args }) => [command, args.decision, args.gate, args.device_at])
beforeEach(async () => {
	phone = await Phone.enrolled(new Server())
	here.phone = phone
	phone.offline(true)
	raised.value = null
	await stand({ gate: 'g1', region: '120113001001001', name: '南门', offset: 0 })
})

describe('an emergency', () => {
	it('is a command at once on an open phone', async () => {
		await raise()
		expect(raised.value).toMatchObject({ is_lost: false })
		expect(waiting()).toEqual([['gate.scan', 'emergency', 'g1', raised.value!.at]])
		expect(await takeBack(raised.value!)).toBe(true)
		expect(waiting()).toEqual([])
	})
	it('is a time in clear while the phone is locked, and one command when it is opened, cut off or not', async () => {
		phone.core.lock()
		await raise()
		const first = raised.value!.at
		await new Promise((resolve) => setTimeout(resolve, 5))
		await raise()
		expect(await phone.core.noted('alarms')).toEqual([first, raised.value!.at])
		expect(await takeBack(raised.value!)).toBe(true)
		await phone.core.unlock(PIN)
		await fileNoted()
		expect(waiting()).toEqual([['gate.scan', 'emergency', 'g1', first]])
		expect(await phone.core.noted('alarms')).toBeNull()
		// The battery went between the two writes: the note is still there.
		await phone.core.note('alarms', [first])
		await fileNoted()
		expect(waiting()).toHaveLength(1)
	})
	it('waits for a gate where none was chosen yet', async () => {
		await stand({ gate: null, region: null, name: null, offset: 0 })
		await raise()
		expect(waiting()).toEqual([])
		await stand({ ...standing.value!, gate: 'g2', region: '120113001001001' })
		await fileNoted()
		expect(waiting()).toEqual([['gate.scan', 'emergency', 'g2', raised.value!.at]])
	})
	it('says so where the phone is full, and stands on the screen all the same', async () => {
		phone.disk.is_full = true
		await raise()
		expect(raised.value).toMatchObject({ is_lost: true })
	})
})
