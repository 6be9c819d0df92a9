// The field app against a server in memory: what survives, what is sent, what is shown.
import { beforeEach, describe, expect, it } from 'vitest'
import { UNDO_MS, LOCK_MS } from './core'
import { KEPT_MS } from './outbox'
import { maskName, maskPhone } from './effects'
import { PIN, Phone } from './testing/phone'
import { GRID, OTHER_GRID, Server } from './testing/server'

const HOUR = 3_600_000
let server: Server
beforeEach(() => {
	localStorage.setItem('lianfang.lang', 'en')
	server = new Server()
})

describe('the first packet', () => {
	it('is there after enrolling, in the order of doors', async () => {
		const { core } = await Phone.enrolled(server)
		expect(core.session.value).toBe('open')
		expect(core.me.value).toMatchObject({ login: 'li' })
		expect(core.data.value.householdsIn.get(`${GRID}01001`)!.map((home) => home.door)).toEqual(['101', '102', '103', '104'])
		expect(core.data.value.residentsOf.get(1)).toHaveLength(1)
		expect(core.data.value.doorsOf.get(20)).toHaveLength(4)
		expect(core.status.value).toMatchObject({ sent: 0, received: 0, waiting: 0, is_first: false, offline_since: null })
	})

	it('is read from the disk when the phone is opened without network', async () => {
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		await phone.restart()
		expect(phone.core.session.value).toBe('open')
		expect(phone.core.data.value.households.size).toBe(4)
		expect(phone.core.data.value.doorsOf.get(20)).toHaveLength(4)
	})

	it('lies on the disk in no readable form', async () => {
		const phone = await Phone.enrolled(server)
		await phone.core.send('resident.add', { household: 'h1', name: '李小龙' })
		const bytes = Object.values(phone.disk.boxes).flatMap((box) => [...box.values()])
		const text = bytes.map((value) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : JSON.stringify(value))).join()
		expect(text).not.toMatch(/old phone|Carpet|bearer|household/)
		expect(text).not.toContain(Buffer.from('李小龙').toString('latin1'))
	})

	it('changes come alone afterwards, and what left the region goes', async () => {
		const phone = await Phone.enrolled(server)
		server.state.households.push({ seq: 9, id: 'h9', region: `${GRID}01001`, door: '99', floor: 0, kind: 'home', state: 'occupied', changed: ++server.state.seq })
		server.state.households = server.state.households.filter((home) => home.seq !== 2)
		server.state.gone.push({ seq: ++server.state.seq, household: 2, region: GRID })
		await phone.core.pullNow()
		expect(phone.core.data.value.householdsIn.get(`${GRID}01001`)!.map((home) => home.id)).toEqual(['h9', 'h1', 'h3', 'h4'])
		await phone.restart()
		expect([...phone.core.data.value.households.keys()].sort()).toEqual([1, 3, 4, 9])
	})
})

it('a sweep of another place is shown as long as one of its doors is here', async () => {
	const phone = await Phone.enrolled(server)
	server.state.sweeps.push({ ...server.state.sweeps[0], seq: 30, id: 's30', region: OTHER_GRID, changed: ++server.state.seq })
	server.state.doors.push({ ...server.door(1, '2020-02-04', server.state.seq), sweep: 30 })
	await phone.core.pullNow()
	expect(phone.core.data.value.sweeps.map((sweep) => sweep.id)).toEqual(['s30', 's20'])
	server.state.gone.push({ seq: ++server.state.seq, household: 1, region: GRID })
	await phone.core.pullNow()
	expect(phone.core.data.value.sweeps.map((sweep) => sweep.id)).toEqual(['s20'])
})

describe('writing', () => {
	it('shows at once, waits for the undo, then is sent and received', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		expect(phone.door(1)).toMatchObject({ state: 'done', is_waiting: true })
		expect(phone.core.status.value.waiting).toBe(1)
		await phone.pass(UNDO_MS - 1000)
		expect(server.accepted()).toHaveLength(0)
		await phone.pass(2000)
		expect(server.accepted()).toHaveLength(1)
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1, waiting: 0 })
		expect(phone.door(1)).toMatchObject({ state: 'done' })
		expect(phone.door(1)).not.toHaveProperty('is_waiting')
	})

	it('is taken back while nothing was tried, and not afterwards', async () => {
		const phone = await Phone.enrolled(server)
		const first = await phone.record('h1')
		expect(await phone.core.takeBack(first.id)).toBe(true)
		expect(phone.door(1)?.state).toBe('none')
		const second = await phone.record('h2')
		server.fault = 'lost'
		await expect(phone.core.pullNow()).rejects.toThrow()
		expect(await phone.core.takeBack(second.id)).toBe(false)
	})

	it('keeps its order through hundreds written offline and a killed tab', async () => {
		server = new Server(250)
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		const ids: string[] = []
		for (let i = 1; i <= 250; i++) ids.push((await phone.record(`h${i}`)).id)
		await phone.restart()
		expect(phone.core.status.value.waiting).toBe(250)
		expect(phone.door(250)?.state).toBe('done')
		phone.offline(false)
		await phone.core.pullNow()
		expect(server.accepted()).toEqual(ids)
		expect(Math.max(...server.pushed.map((batch) => batch.length))).toBeLessThanOrEqual(200)
		expect(phone.core.status.value).toMatchObject({ sent: 250, received: 250, waiting: 0 })
	})

	it('is sent again when the answer was lost, and done once', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		server.fault = 'lost'
		await expect(phone.core.pullNow()).rejects.toThrow()
		expect(server.accepted()).toHaveLength(1)
		expect(phone.core.status.value).toMatchObject({ sent: 0, waiting: 1 })
		server.fault = 'none'
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(1)
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1, waiting: 0 })
		expect(phone.core.inbox.value).toHaveLength(0)
	})

	it('says so on a full phone, keeps what was there, and shows nothing it did not keep', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		phone.disk.is_full = true
		await expect(phone.record('h2')).rejects.toThrow('This phone is full')
		expect(phone.door(2)?.state).toBe('none')
		expect(phone.core.status.value.waiting).toBe(1)
		phone.disk.is_full = false
		await phone.restart()
		expect(phone.core.waiting().map((one) => one.args.household)).toEqual(['h1'])
	})

	it('gives up the oldest accepted ones for room', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		await phone.core.pullNow()
		expect(phone.disk.boxes.kept.size).toBe(1)
		phone.disk.room = Object.values(phone.disk.boxes).reduce((sum, box) => sum + box.size, 0)
		await phone.record('h2')
		expect(phone.disk.boxes.kept.size).toBe(0)
		expect(phone.disk.boxes.outbox.size).toBe(1)
	})

	it('is on the disk before it is said to be written', async () => {
		const phone = await Phone.enrolled(server)
		phone.disk.before = () => {
			throw new Error('killed')
		}
		await expect(phone.record('h1')).rejects.toThrow()
		expect(phone.door(1)?.state).toBe('none')
	})

	it('a household added offline keeps its id when the server gives it a number', async () => {
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		const { key } = await phone.core.send('household.add', { region: `${GRID}01001`, door: '100' })
		expect(phone.home(key)).toMatchObject({ door: '100', is_waiting: true })
		expect(phone.home(key)!.seq).toBeLessThan(0)
		await phone.restart()
		expect(phone.home(key)).toMatchObject({ door: '100' })
		phone.offline(false)
		await phone.core.pullNow()
		expect(phone.home(key)!.seq).toBeGreaterThan(100)
		expect(phone.core.data.value.householdsIn.get(`${GRID}01001`)!.filter((home) => home.door === '100')).toHaveLength(1)
	})
})

it('names and telephones look as in the server\'s lists', () => {
	expect(['王', '王明', '王小明', '欧阳小明', '', null].map(maskName)).toEqual(['*', '王*', '王*明', '欧**明', null, null])
	expect(['13812341234', '26810000', '110', ''].map(maskPhone)).toEqual(['138****1234', '******00', '***', null])
})

describe('a refusal', () => {
	it('lies in the inbox with what was written, and can be sent changed or set aside', async () => {
		const phone = await Phone.enrolled(server)
		await phone.core.send('visit.record', { sweep: 's20', household: 'h1', state: 'done', channel: 'door', day: '2020-02-01', note: 'a note' })
		await phone.record('h2')
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(1)
		const [refusal] = phone.core.inbox.value
		expect(refusal).toMatchObject({ command: 'visit.record', number: 4807, sentence: 'the door is not on the list', args: { note: 'a note', household: 'h1' } })
		await phone.restart()
		expect(phone.core.inbox.value).toHaveLength(1)
		await phone.core.sendAgain(phone.core.inbox.value[0]!, { ...refusal!.args, day: '2020-02-04' })
		expect(phone.core.inbox.value).toHaveLength(0)
		expect(phone.core.waiting()[0]?.args.device_at).toBe(refusal!.args.device_at)
		await phone.core.pullNow()
		expect(phone.door(1)?.state).toBe('done')
		await phone.core.send('household.edit', { household: 'nobody', door: '9' })
		await phone.core.pullNow()
		await phone.core.setAside(phone.core.inbox.value[0]!)
		await phone.restart()
		expect(phone.core.inbox.value).toHaveLength(0)
	})

	it('does not stop what comes after it, and a busy server is no refusal', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		server.fault = { status: 503, body: { problem: { number: 5030, status: 503, sentence: 'busy' } }, retry: '7' }
		await expect(phone.core.pullNow()).rejects.toThrow('The server is busy')
		expect(phone.core.status.value).toMatchObject({ waiting: 1 })
		expect(phone.core.inbox.value).toHaveLength(0)
		server.fault = 'none'
		const asked = server.asked.length
		await phone.pass(6_000)
		expect(server.asked.length).toBe(asked)
		await phone.pass(3_000)
		expect(server.asked.length).toBeGreaterThan(asked)
		await phone.pass(10_000)
		expect(phone.core.status.value.waiting).toBe(0)
	})
})

describe('two phones', () => {
	it('show the same after both have exchanged, with the conflict for a person', async () => {
		const one = await Phone.enrolled(server, 'li')
		const two = await Phone.enrolled(server, 'sun')
		await one.record('h1', 'done', 'door')
		await two.record('h1', 'vacant', 'phone')
		expect(two.door(1)?.state).toBe('vacant')
		await one.core.pullNow()
		await two.core.pullNow()
		await one.core.pullNow()
		expect(one.door(1)).toEqual(two.door(1))
		expect(one.door(1)).toMatchObject({ state: 'done' })
		expect(one.core.data.value.conflicts).toEqual(two.core.data.value.conflicts)
		expect(one.core.data.value.conflicts[0]?.told.map((told) => told.state)).toEqual(['done', 'vacant'])
	})

	it('editing the same field: the later is told both values, its own edits never stand in its way', async () => {
		const one = await Phone.enrolled(server, 'li')
		const two = await Phone.enrolled(server, 'sun')
		await one.core.send('household.edit', { household: 'h1', door: '101A' })
		await two.core.send('household.edit', { household: 'h1', kind: 'shop' })
		await two.core.send('household.edit', { household: 'h1', door: '101B' })
		await two.core.send('household.edit', { household: 'h1', kind: 'collective' })
		expect(two.home('h1')).toMatchObject({ door: '101B', kind: 'collective' })
		await one.core.pullNow()
		await two.core.pullNow()
		await one.core.pullNow()
		expect(one.home('h1')).toEqual(two.home('h1'))
		expect(two.home('h1')).toMatchObject({ door: '101A', kind: 'collective' })
		expect(two.core.inbox.value).toMatchObject([{ number: 4609, args: { door: '101B' }, other: { door: '101A' } }])
		// Read both, decided: with a new base it is taken.
		await two.core.sendAgain(two.core.inbox.value[0]!, two.core.inbox.value[0]!.args)
		await two.core.pullNow()
		await one.core.pullNow()
		expect(one.home('h1')).toMatchObject({ door: '101B' })
	})
})

describe('a server restored from an older backup', () => {
	it.each(['with something waiting', 'with nothing waiting'])('gets everything kept again, and nothing twice, %s', async (how) => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		await phone.core.pullNow()
		server.keepBackup()
		await phone.record('h2')
		await phone.core.pullNow()
		const written = how === 'with something waiting' ? [1, 2, 3] : [1, 2]
		if (written.includes(3)) await phone.record('h3')
		server.restore()
		await phone.core.pullNow()
		const n = written.length
		expect(server.accepted()).toHaveLength(n)
		for (const household of written) expect(phone.door(household)).toMatchObject({ state: 'done' })
		expect(phone.core.status.value).toMatchObject({ sent: n, received: n, waiting: 0 })
		expect(phone.core.inbox.value).toHaveLength(0)
		const pushes = server.pushed.length
		await phone.core.pullNow()
		expect(server.pushed.length).toBe(pushes)
	})

	it('is noticed by fewer received than sent too, once', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		await phone.core.pullNow()
		const id = server.accepted()[0]!
		server.state.journal.delete(id)
		await phone.core.pullNow()
		expect(server.accepted()).toEqual([id])
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1 })
	})

	it('gets a keeper’s records again too, who carries no region and writes nothing more', async () => {
		server.postings.set('zheng', [{ role: 'gatekeeper', region: GRID, region_name: 'Grid', from_at: null, until_at: null, duty: 'member' }])
		const phone = await Phone.enrolled(server, 'zheng')
		server.keepBackup()
		await phone.core.send('gate.scan', { gate: 'g1', region: GRID, decision: 'emergency', device_at: server.now })
		await phone.core.pullNow()
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1, waiting: 0 })
		server.restore()
		expect(server.accepted()).toHaveLength(0)
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(1)
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1, waiting: 0 })
	})

	it('from before the phone was set up: nothing is emptied, and set up again all is sent again', async () => {
		server.keepBackup()
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		await phone.core.pullNow()
		await phone.record('h2')
		server.restore()
		server.tokens.clear()
		server.isUnknown = true
		await expect(phone.core.pullNow()).rejects.toThrow('not known here')
		expect(phone.core.session.value).toBe('open')
		expect(phone.core.status.value).toMatchObject({ problem: 'not known here', waiting: 1 })
		await phone.core.enrol('li-0123456789abcdef', 'old phone', PIN)
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(2)
		expect(phone.core.status.value).toMatchObject({ problem: null, sent: 2, received: 2, waiting: 0 })
		expect(phone.door(1)).toMatchObject({ state: 'done' })
	})

	it('set up again because 90 days are over: what waits is sent, nothing is counted twice', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		await phone.core.pullNow()
		phone.offline(true)
		await phone.record('h2')
		phone.core.lock()
		phone.offline(false)
		await phone.core.enrol('li-0123456789abcdef', 'old phone', PIN)
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(2)
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1, waiting: 0 })
		expect(phone.core.inbox.value).toHaveLength(0)
	})

	it('gets nothing older than two weeks', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		await phone.core.pullNow()
		server.now += KEPT_MS + HOUR
		await phone.core.pullNow()
		expect(phone.disk.boxes.kept.size).toBe(0)
	})
})

describe('time', () => {
	it('is the server\'s, whatever the phone says, and the phone\'s own is kept beside', async () => {
		const phone = await Phone.enrolled(server, 'li', 5 * HOUR)
		expect(phone.core.now()).toBe(server.now)
		expect(phone.core.status.value).toMatchObject({ clock_offset: -5 * HOUR, is_clock_wrong: true })
		await phone.record('h1')
		expect(phone.core.waiting()[0]).toMatchObject({ at: server.now, args: { device_at: server.now + 5 * HOUR, day: '2020-02-04' } })
		await phone.pass(UNDO_MS + 500)
		expect(phone.core.status.value.waiting).toBe(0)
	})

	it('a posting that began a minute ago is open on a phone hours behind', async () => {
		server.postings.set('li', [{ role: 'grid_worker', region: GRID, from_at: server.now - 60_000, until_at: null }])
		const phone = await Phone.enrolled(server, 'li', -5 * HOUR)
		expect(phone.core.data.value.households.size).toBe(4)
	})

	it('a record made before midnight and sent after belongs to its list', async () => {
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		await phone.record('h1')
		phone.offline(false)
		server.now += 24 * HOUR
		server.state.sweeps[0] = { ...server.state.sweeps[0], list_day: '2020-02-05', changed: ++server.state.seq }
		server.state.doors.push(server.door(1, '2020-02-05', server.state.seq))
		await phone.core.pullNow()
		expect(server.state.doors.find((door) => door.day === '2020-02-04' && door.household === 1)?.state).toBe('done')
		expect(phone.core.data.value.doorsOf.get(20)!.map((door) => [door.day, door.state])).toEqual([['2020-02-05', 'none']])
	})
})

describe('postings', () => {
	it('that end take their region along, offline too, with the clock set back', async () => {
		server.postings.set('li', [{ role: 'grid_worker', region: GRID, from_at: null, until_at: server.now + 2 * HOUR }])
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		await phone.record('h1')
		await phone.pass(HOUR)
		phone.wrong = -6 * HOUR
		await phone.restart()
		expect(phone.core.data.value.households.size).toBe(4)
		phone.wrong = 0
		await phone.pass(HOUR + 1000)
		expect(phone.core.data.value.households.size).toBe(0)
		expect(phone.core.postings.value).toEqual([])
		expect([...phone.disk.boxes.sealed.keys()].filter((key) => /^(head|rows) /.test(key))).toEqual([])
		// What was written still goes: the server decides.
		phone.offline(false)
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(1)
	})

	it('ended at the server: the region goes; a new one comes', async () => {
		const phone = await Phone.enrolled(server)
		server.postings.set('li', [{ role: 'grid_worker', region: OTHER_GRID, from_at: null, until_at: null }])
		server.state.households.push({ seq: 77, id: 'h77', region: OTHER_GRID, door: '1', floor: 1, kind: 'home', state: 'occupied', changed: 70 })
		await phone.core.pullNow()
		expect([...phone.core.data.value.households.keys()]).toEqual([77])
		await phone.restart()
		expect([...phone.core.data.value.households.keys()]).toEqual([77])
	})
})

describe('a role', () => {
	const posting = (role: string, until_at: number | null = null) => ({ role, region: GRID, from_at: null, until_at })
	it('that is told of people brings them; when it ends they go, offline too, and the doors stay', async () => {
		server.postings.set('li', [posting('volunteer')])
		const phone = await Phone.enrolled(server)
		expect([phone.core.data.value.residents.size, phone.core.data.value.households.size]).toEqual([0, 4])
		server.postings.set('li', [posting('volunteer'), posting('grid_worker', server.now + HOUR)])
		await phone.core.pullNow()
		expect(phone.core.data.value.residents.size).toBe(1)
		phone.offline(true)
		await phone.restart()
		expect(phone.core.data.value.residents.size).toBe(1)
		await phone.pass(HOUR + 1000)
		expect([phone.core.data.value.residents.size, phone.core.data.value.households.size]).toEqual([0, 4])
		await phone.restart()
		expect(phone.core.data.value.residents.size).toBe(0)
	})
})

describe('locked and gone', () => {
	it('asks for the PIN after some minutes in the background', async () => {
		const phone = await Phone.enrolled(server)
		phone.visible = false
		phone.core.seen(false)
		await phone.pass(LOCK_MS + 1000)
		expect(phone.core.session.value).toBe('locked')
		expect(phone.core.data.value.households.size).toBe(0)
		expect(await phone.core.unlock(PIN)).toMatchObject({ is_open: true })
		expect(phone.core.data.value.households.size).toBe(4)
	})

	it('locked in the middle of an exchange and opened again: sent once, counted once', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		const exchange = phone.core.pullNow().catch(() => undefined)
		await Promise.resolve()
		phone.core.lock()
		expect(await phone.core.unlock(PIN)).toMatchObject({ is_open: true })
		await exchange
		await phone.core.pullNow()
		expect(server.accepted()).toHaveLength(1)
		expect(phone.core.status.value).toMatchObject({ sent: 1, received: 1, waiting: 0 })
	})

	it('makes the wrong wait, longer each time, and wipes at the tenth', async () => {
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		await phone.record('h1')
		phone.core.lock()
		for (let i = 1; i <= 3; i++) expect((await phone.core.unlock('000001')).tries_left).toBe(10 - i)
		expect((await phone.core.unlock('000001')).wait_until).toBe(phone.clock() + 30_000)
		// While it waits, not even the right one is looked at, and none is counted.
		expect(await phone.core.unlock(PIN)).toMatchObject({ is_open: false, tries_left: 6 })
		for (let i = 5; i <= 9; i++) {
			server.now += 3_700_000
			await phone.core.unlock('000001')
		}
		server.now += 3_700_000
		expect(await phone.core.unlock('000001')).toMatchObject({ is_open: false, tries_left: 0 })
		expect(phone.core.session.value).toBe('gone')
		expect(phone.core.gone.value).toEqual({ reason: 'wrong_pin', n_lost: 1 })
		expect(phone.disk.boxes.sealed.size + phone.disk.boxes.outbox.size).toBe(0)
		await phone.core.start()
		expect(phone.core.session.value).toBe('gone')
	})

	it('the right one before the tenth begins the count anew', async () => {
		const phone = await Phone.enrolled(server)
		phone.core.lock()
		await phone.core.unlock('000001')
		expect(await phone.core.unlock(PIN)).toMatchObject({ is_open: true, tries_left: 10 })
		expect(await phone.core.changePin(PIN, '271828')).toMatchObject({ is_open: true })
		phone.core.lock()
		expect(await phone.core.unlock(PIN)).toMatchObject({ is_open: false })
		expect(await phone.core.unlock('271828')).toMatchObject({ is_open: true })
		expect(phone.core.data.value.households.size).toBe(4)
	})

	it('signed out from afar: nothing stays, and what was lost is told', async () => {
		const phone = await Phone.enrolled(server)
		await phone.record('h1')
		server.tokens.clear()
		await expect(phone.core.pullNow()).rejects.toThrow()
		expect(phone.core.session.value).toBe('gone')
		expect(phone.core.gone.value).toEqual({ reason: 'signed_out', n_lost: 1 })
		expect([...phone.disk.boxes.plain.keys()]).toEqual(['gone'])
		expect(phone.core.data.value.households.size).toBe(0)
	})

	it('a log-in page of a hotel is no sign-out', async () => {
		const phone = await Phone.enrolled(server)
		server.fault = { status: 401, body: '<html>Welcome to the hotel</html>' }
		await expect(phone.core.pullNow()).rejects.toThrow()
		expect(phone.core.session.value).toBe('open')
		expect(phone.core.status.value.offline_since).toBe(server.now)
	})

	it('a token that was used says what to do', async () => {
		const phone = new Phone(server)
		await phone.core.start()
		server.fault = { status: 401, body: { problem: { number: 4101, status: 401, sentence: 'sign in first' } } }
		await expect(phone.core.enrol('li-0123456789abcdef', 'x', PIN)).rejects.toThrow('Ask your officer')
		expect(phone.core.session.value).toBe('new')
		await expect(phone.core.enrol('li-0123456789abcdef', 'x', '111111')).rejects.toThrow('six digits')
		expect(phone.core.tokenIn('https://x.example/field/#e=AbC-_0123456789abcdef')).toBe('AbC-_0123456789abcdef')
		expect(phone.core.tokenIn('hello')).toBeNull()
	})

	it('a new code that fails leaves what was there; one that works replaces it', async () => {
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		await phone.record('h1')
		phone.core.lock()
		await expect(phone.core.enrol('sun-0123456789abcdef', 'x', '271828')).rejects.toThrow('no network')
		expect(phone.core.session.value).toBe('locked')
		await phone.core.unlock(PIN)
		expect(phone.core.status.value.waiting).toBe(1)
		phone.core.lock()
		phone.offline(false)
		await phone.core.enrol('sun-0123456789abcdef', 'x', '271828')
		expect(phone.core.me.value?.login).toBe('sun')
		expect(phone.disk.boxes.outbox.size).toBe(0)
	})

	it('telephones are kept until the end of the day, no longer', async () => {
		const phone = await Phone.enrolled(server)
		expect((await phone.core.numbers(GRID, 'call heads')).phones.get(11)).toBe('13800000000')
		phone.offline(true)
		await phone.restart()
		expect(phone.core.numbersKept(GRID)?.phones.size).toBe(1)
		server.now += 20 * HOUR
		expect(phone.core.numbersKept(GRID)).toBeNull()
	})

	it('writes what is pressed twice at once, once; and again when it was meant again', async () => {
		const phone = await Phone.enrolled(server)
		phone.offline(true)
		const args = { kind: 'problem', text: '路灯坏了', region: GRID }
		const [one, two] = await Promise.all([phone.core.send('complaint.file', args), phone.core.send('complaint.file', args)])
		expect(two.id).toBe(one.id)
		expect(phone.core.waiting()).toHaveLength(1)
		await phone.core.send('complaint.file', args)
		expect(phone.core.waiting()).toHaveLength(2)
	})

	it('keeps what a page wants kept: sealed while locked, a note in clear, and what it wrote', async () => {
		const phone = await Phone.enrolled(server)
		await phone.core.keep('gate', { passes: [[7167494, '3-201']] })
		await phone.core.note('gate', { gate: 'g1' })
		phone.offline(true)
		const sent = await phone.record('h1')
		expect(phone.core.history('visit.record', 0).map(({ id, is_waiting }) => [id, is_waiting])).toEqual([[sent.id, true]])
		phone.core.lock()
		await expect(phone.core.kept('gate')).rejects.toThrow()
		expect(await phone.core.noted('gate')).toEqual({ gate: 'g1' })
		expect(JSON.stringify([...phone.disk.boxes.sealed.values()].map((value) => new TextDecoder().decode(value as Uint8Array)))).not.toContain('3-201')
		phone.offline(false)
		await phone.restart()
		await phone.core.pullNow()
		expect(await phone.core.kept('gate')).toEqual({ passes: [[7167494, '3-201']] })
		expect(phone.core.history('visit.record', 0).map(({ is_waiting }) => is_waiting)).toEqual([false])
		expect(phone.core.history('visit.record', phone.core.now() + 1)).toEqual([])
		await phone.core.note('gate', null)
		expect(await phone.core.noted('gate')).toBeNull()
		await phone.core.wipe()
		await phone.core.note('x', 1)
		expect(await phone.core.noted('gate')).toBeNull()
	})
})
