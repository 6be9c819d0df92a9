// The server's time on a phone whose own clock may be wrong by hours.
// Rule: time never goes back before what was seen; the server's word sets it anew.

export interface WatchState {
	/** Server's clock minus this phone's, ms. */
	offset: number
	/** The latest instant seen, server's time. */
	seen: number
}

const COARSE_MS = 2_000

export class Watch {
	state: WatchState
	private readonly clock: () => number
	constructor(clock: () => number, state: WatchState = { offset: 0, seen: 0 }) {
		this.clock = clock
		this.state = { ...state }
	}

	/** What the server said, between `asked` and now of this phone's clock. */
	set(server: number, asked: number): void {
		const middle = (asked + this.clock()) / 2
		this.state = { offset: Math.round(server - middle), seen: server }
	}

	/** The date of an answer, whole seconds: enough to see that a clock is wrong. */
	heard(server: number, asked: number): void {
		if (Math.abs(this.clock() + this.state.offset - server) > COARSE_MS + (this.clock() - asked)) this.set(server, asked)
	}

	now(): number {
		const now = Math.max(this.clock() + this.state.offset, this.state.seen)
		this.state.seen = now
		return now
	}

	get isWrong(): boolean {
		return Math.abs(this.state.offset) > 60_000
	}
}
