// A phone for the tests: its own disk and clock, a server's network, timers by hand.
import { Core } from '../core'
import type { Sent } from '../field'
import { memoryDisk, type MemoryDisk } from './disk'
import type { Server } from './server'

export const PIN = '314159'

export class Phone {
	readonly server: Server
	disk: MemoryDisk
	core: Core
	/** How wrong this phone's clock is, ms. */
	wrong = 0
	visible = true
	private timers: { at: number; work: () => void }[] = []

	constructor(server: Server, disk: MemoryDisk = memoryDisk()) {
		this.server = server
		this.disk = disk
		this.core = this.make()
	}

	private make(): Core {
		this.timers = []
		return new Core({
			disk: this.disk,
			fetch: this.server.fetch,
			clock: () => this.clock(),
			random: () => 0.5,
			later: (ms, work) => {
				const timer = { at: this.clock() + ms, work }
				this.timers.push(timer)
				return () => {
					this.timers = this.timers.filter((one) => one !== timer)
				}
			},
			isVisible: () => this.visible,
			// The tests are about order, not about how long a guess takes.
			rounds: 1000,
		})
	}

	clock(): number {
		return this.server.now + this.wrong
	}

	static async enrolled(server: Server, login = 'li', wrong = 0): Promise<Phone> {
		const phone = new Phone(server)
		phone.wrong = wrong
		await phone.core.start()
		await phone.core.enrol(`${login}-0123456789abcdef`, 'old phone', PIN)
		await phone.core.pullNow()
		return phone
	}

	/** The tab is killed: only what is on the disk survives. */
	async restart(pin = PIN): Promise<void> {
		this.disk = this.disk.copy()
		this.core = this.make()
		await this.core.start()
		await this.core.unlock(pin)
	}

	/** Time passes; timers that are due ring, in order, and what they start comes to its end. */
	async pass(ms: number): Promise<void> {
		const end = this.server.now + ms
		for (;;) {
			const next = this.timers.filter((timer) => timer.at <= end + this.wrong).sort((a, b) => a.at - b.at)[0]
			if (!next) break
			this.timers = this.timers.filter((one) => one !== next)
			this.server.now = Math.max(this.server.now, next.at - this.wrong)
			next.work()
			await this.settled()
		}
		this.server.now = Math.max(this.server.now, end)
	}

	/** Until nothing is under way. */
	async settled(): Promise<void> {
		for (let i = 0; i < 40; i++) await new Promise((resolve) => setTimeout(resolve, 0))
		while (this.core.status.value.is_busy) await new Promise((resolve) => setTimeout(resolve, 1))
	}

	record(household: string, state = 'done', channel = 'door'): Promise<Sent> {
		return this.core.send('visit.record', { sweep: 's20', household, state, channel })
	}
	door(household: number): { state: string; conflict: number | null; channel: string | null } | undefined {
		return this.core.data.value.doorsOf.get(20)?.find((door) => door.household === household)
	}
	home(id: string): { seq: number; door: string; kind: string } | undefined {
		const { households, byId } = this.core.data.value
		return households.get(byId.get(id) ?? NaN)
	}
	offline(is: boolean): void {
		this.server.fault = is ? 'offline' : 'none'
	}
}
