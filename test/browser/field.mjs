// A building of eighty doors swept with a phone: by link and PIN, without network from
// the middle on, with the tab killed and the server gone; afterwards the server says
// door by door what the paper tally of this test says, and nothing twice. Then: the
// office signs the phone out, and a posting ends while the phone is offline: what was done
// before is sent all the same.
//
//   node test/browser/field.mjs          screenshots go to build/shots
//
// Rule: the tally is kept by hand, as a doubting worker would, and never asked of the program.
import { accessible, call, check, run, serve, stop, until, watched } from './stage/stage.mjs'
import { GRID, HIGH, doorsOf, enrol, go, phone, press, street, sweep, synced, unlock } from './stage/phone.mjs'

const DOORS = doorsOf(20)
/** Door → what was found there. */
const paper = new Map()
/** Records pressed and not taken back. */
let n = 0
function write(door, state) {
	paper.set(door, state)
	n++
}
const row = (page, door) => page.locator(`li[data-door="${door}"]`)
const says = (page, door, state) => until(`${door} says ${state}`, async () => (await row(page, door).getAttribute('data-state')) === state)

async function absent(page, door) {
	await press(page, door, '无人在家')
	await page.click('.sheet [data-test=save]')
	await page.waitForSelector('.sheet', { state: 'detached' })
	write(door, 'absent')
}
async function refused(page, door) {
	await press(page, door, '拒访')
	await page.locator('.sheet .choice label', { hasText: '不愿开门' }).click()
	await page.click('.sheet [data-test=save]')
	await page.waitForSelector('.sheet', { state: 'detached' })
	write(door, 'refused')
}
async function other(page, door, state) {
	await row(page, door).locator('.door-more').click()
	await page.click(`.sheet [data-test=${state}]`)
	await page.waitForSelector('.sheet', { state: 'detached' })
	write(door, state)
}
async function done(page, door) {
	await press(page, door, '已完成')
	write(door, 'done')
}
async function floor(page, n, doors) {
	await page.locator('.floor', { has: page.locator(`li[data-door="${n}01"]`) }).locator('header button').click()
	await page.click('.sheet [data-test=yes]')
	await page.waitForSelector('.sheet', { state: 'detached' })
	for (const door of doors) write(door, 'done')
}

/** Five floors with network. */
async function begins(page) {
	await page.click('[data-test=go]')
	await page.waitForSelector('li[data-door="101"]')
	check('all eighty doors stand there', (await page.locator('li[data-door]').count()) === 80)
	await done(page, '101')
	await says(page, '101', 'done')
	await press(page, '102', '已完成')
	await page.click('[data-test=undo]')
	await says(page, '102', 'none')
	await absent(page, '102')
	await refused(page, '103')
	await other(page, '104', 'vacant')
	check('a row that was told keeps its place', (await row(page, '101').boundingBox()).y < (await row(page, '102').boundingBox()).y)
	await floor(page, 2, ['201', '202', '203', '204'])
	await says(page, '204', 'done')
	await done(page, '301')
	await other(page, '302', 'moved')
	// 301 and 302 are told, so one press for the floor marks two.
	await floor(page, 3, ['303', '304'])
	await says(page, '304', 'done')
	for (const door of ['401', '402', '403']) await done(page, door)
	await absent(page, '404')
	await page.shot('field-sweep-zh')
}
/** Six to twelve without network and without a server. */
async function alone(page) {
	await floor(page, 5, ['501', '502', '503', '504'])
	for (const door of ['601', '602', '603', '604', '701', '702']) await done(page, door)
	await refused(page, '703')
	await absent(page, '704')
	for (const n of [8, 9, 10, 11, 12]) await floor(page, n, [1, 2, 3, 4].map((i) => `${n}0${i}`))
}
/** The rest after the tab was killed. */
async function goesOn(page) {
	for (const n of [13, 14, 15]) await floor(page, n, [1, 2, 3, 4].map((i) => `${n}0${i}`))
	for (const door of ['1601', '1602', '1603']) await done(page, door)
	await other(page, '1604', 'vacant')
	for (const n of [17, 18, 19]) await floor(page, n, [1, 2, 3, 4].map((i) => `${n}0${i}`))
	await done(page, '2001')
	await done(page, '2002')
	await absent(page, '2003')
	await done(page, '2004')
	// The second round: who was absent is there now, one is still not.
	await page.click('[data-test=left]')
	check('only what is left stands there', (await page.locator('li[data-door]').count()) === [...paper.values()].filter((state) => state === 'absent' || state === 'refused').length)
	await done(page, '102')
	await absent(page, '404')
}

/** Server and paper, door by door. */
function compare(data) {
	const { rows } = call(data, 'sweep.doors', null, { region: HIGH, sweep: 's1', limit: 500 })
	const found = new Map(rows.map((one) => [one.door, one]))
	const differs = DOORS.filter((door) => found.get(door)?.state !== paper.get(door))
	check('the server has all eighty doors', rows.length === 80 && paper.size === 80, `${rows.length} / ${paper.size}`)
	check('each door stands at the server as on paper', differs.length === 0, differs.map((door) => `${door}: ${found.get(door)?.state} / ${paper.get(door)}`).join(', '))
	const board = call(data, 'sweep.board', null, { sweep: 's1', region: HIGH }).rows[0]
	for (const state of ['done', 'absent', 'refused', 'vacant', 'moved']) {
		const tally = [...paper.values()].filter((one) => one === state).length
		check(`${state}: board and paper say ${tally}`, board[state] === tally, board[state])
	}
	check('a door that was tried twice says so', found.get('404').n_tries === 2 && found.get('704').n_tries === 1, `${found.get('404').n_tries} ${found.get('704').n_tries}`)
	const journal = call(data, 'journal.list', null, { region: '120113', command: 'visit.record', limit: 500 }).rows.length
	check(`nothing is doubled: ${n} presses, ${n} records`, journal === n, journal)
	const counted = rows.filter((one) => one.conflict).length
	check('nothing is in conflict', counted === 0, counted)
}

async function killed(page, base) {
	const context = page.context()
	const wire = await context.newCDPSession(page)
	const { targetInfo } = await wire.send('Target.getTargetInfo')
	// The tab dies as on a phone short of memory: no event, no farewell.
	const dead = new Promise((resolve) => page.once('crash', resolve))
	wire.send('Page.crash').catch(() => undefined)
	await dead
	const gone = new Promise((resolve) => page.once('close', resolve))
	const root = await context.browser().newBrowserCDPSession()
	await root.send('Target.closeTarget', { targetId: targetInfo.targetId })
	await gone
	const again = watched(await context.newPage(), base)
	await again.goto(`${base}/field/`)
	return again
}

async function wrongPin(page) {
	await go(page, '/more')
	await page.getByRole('button', { name: '立即锁定' }).click()
	await unlock(page, '111222')
	await until('a wrong PIN is told, with the tries that are left', async () => /口令不对.*9/.test(await page.text('.gate [role=alert]')))
	check('and opens nothing', (await page.locator('[data-test=status]').count()) === 0)
	await page.waitForFunction(() => !document.querySelector('[data-test=unlock]').disabled, null, { timeout: 20_000 })
	await unlock(page)
	await page.waitForSelector('[data-test=status]')
}

async function remoteSignOut(page, data) {
	const { rows } = call(data, 'device.list', null, { region: '120113', state: 'open' })
	const mine = rows.find((one) => one.login === 'li')
	check('the office sees the phone and what came from it', mine?.n_pushed === n, JSON.stringify(rows))
	call(data, 'device.end', null, { region: '120113001', device: mine.device, reason: '手机丢失' })
	await go(page, '/status', '[data-test=exchange]')
	await page.click('[data-test=exchange]').catch(() => undefined)
	await until('the phone says that it is empty', async () => (await page.text('h1')) === '这部手机已清空', 20_000)
	await accessible(page, 'the empty phone')
	await page.shot('field-gone-zh')
	const kept = await page.evaluate(async () => {
		const all = await indexedDB.databases()
		let n = 0
		for (const { name } of all) {
			const base = await new Promise((resolve, reject) => {
				const ask = indexedDB.open(name)
				ask.onsuccess = () => resolve(ask.result)
				ask.onerror = () => reject(ask.error)
			})
			for (const box of base.objectStoreNames) if (box !== 'plain') n += await new Promise((resolve) => (base.transaction(box).objectStore(box).count().onsuccess = (event) => resolve(event.target.result)))
			base.close()
		}
		return n
	})
	check('and nothing of households, doors or records lies on its disk', kept === 0, kept)
	await page.click('[data-test=understood]')
	await until('it can be set up anew', async () => (await page.text('h1')) === '这部手机还没有登记')
}

/** A helper for an afternoon: the posting ends while the phone has no network. */
async function postingEnds(browser, server, data) {
	call(data, 'account.add', null, { region: '120113001', login: 'zhao', name: '赵志愿', phone: '13800000009', title: '志愿者' })
	const until_at = new Date(Date.now() + 3_600_000).toISOString()
	call(data, 'posting.add', null, { region: GRID, account: 'zhao', role: 'volunteer', duty: 'member', until_at })
	const page = await phone(browser, server.base)
	await page.clock.install()
	await enrol(page, server.base, data, 'zhao')
	await page.waitForSelector('[data-test=go]', { timeout: 20_000 })
	await page.context().setOffline(true)
	await page.click('[data-test=go]')
	await page.waitForSelector('li[data-door="2001"]')
	await press(page, '2001', '已完成')
	await says(page, '2001', 'done')
	await go(page, '/', '[data-test=go]')
	await page.clock.fastForward(3_590_000)
	check('ten seconds before its end the doors are there', (await page.locator('[data-test=go]').count()) === 1)
	await page.clock.fastForward(15_000)
	await until('a posting that ends takes the doors with it, offline too', async () => (await page.locator('[data-test=no-posting]').count()) === 1)
	check('no door is shown any more', (await page.locator('[data-test=go], [data-building]').count()) === 0)
	await go(page, '/households')
	check('and no household', (await page.locator('main .row').count()) === 0)
	await go(page, '/', '[data-test=still-sent]')
	check('what was recorded before is said to count, and to be sent', (await page.text('[data-test=still-sent]')).startsWith('之前做的 1 条记录还在本机'), await page.text('[data-test=still-sent]'))
	await accessible(page, 'a phone whose posting has ended')
	await page.shot('field-posting-ended-zh')
	// Later, when the other phone has sent all of its own.
	return async () => {
		const { posting } = call(data, 'posting.list', 'wu', { account: 'zhao' }).rows[0]
		call(data, 'posting.end', 'wu', { region: GRID, posting })
		await page.context().setOffline(false)
		await synced(page, 'the posting has ended')
		check('with network again it is taken, not refused', (await page.number('received')) === 1 && (await page.number('sent')) === 1, `${await page.number('sent')} ${await page.number('received')}`)
		await go(page, '/inbox')
		check('and no record is refused', (await page.locator('[data-refusal]').count()) === 0)
		await page.context().close()
	}
}

await run('field', async (browser, servers) => {
	const data = street()
	sweep(data, 's1', '入户走访')
	let server = await serve(data)
	servers.push(server)
	const ended = postingEnds(browser, server, data)
	let page = await phone(browser, server.base)
	await enrol(page, server.base, data, 'li')
	await page.waitForSelector('[data-test=go]', { timeout: 20_000 })
	await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
	await wrongPin(page)
	await go(page, '/', '[data-test=go]')
	await begins(page)
	const comesBack = await ended

	await page.context().setOffline(true)
	await stop(server, 'SIGKILL')
	await alone(page)
	await until('the line says since when it is offline and how many wait', async () => /起无网络，\d+ 条待发/.test(await page.text('[data-test=status]')), 40_000)
	await page.shot('field-offline-zh')
	page = await killed(page, server.base)
	await until('without network and server the app starts and asks for the PIN', async () => (await page.locator('#pin').count()) === 1)
	await unlock(page)
	await page.waitForSelector('[data-test=go]')
	const waits = Number(/(\d+) 条待发/.exec(await page.text('[data-test=status]'))?.[1] ?? -1)
	check('what was written before the tab died still waits', waits > 0 && waits <= n, `${waits} of ${n}`)
	await page.click('[data-test=go]')
	await page.waitForSelector('li[data-door="1301"]')
	await goesOn(page)

	server = await serve(data, server.port)
	servers.push(server)
	await page.context().setOffline(false)
	await synced(page, 'network and server are back')
	compare(data)
	const sent = await page.number('sent')
	check('sent and received are the same number', sent === n && (await page.number('received')) === n, `${sent} of ${n}`)
	await page.shot('field-synced-zh')
	await go(page, '/', '[data-test=sum]')
	const valid = [...paper.values()].filter((state) => ['done', 'vacant', 'moved'].includes(state)).length
	check('today says the same', (await page.text('[data-test=sum]')).replace(/\s+/g, ' ').startsWith(`${valid} / 88`), await page.text('[data-test=sum]'))
	await comesBack()
	await remoteSignOut(page, data)
})
