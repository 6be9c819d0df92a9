// What lies on a phone: the app without network, the sealed store, a killed tab, a full
// disk, a wrong clock, a second tab, a new version, and nothing at all after a sign-out.
//
//   node test/browser/phone-store.mjs          screenshots go to build/shots
//
// Rule: the browser's own disk and worker are asked, not the app about them.
import { createServer, request } from 'node:http'
import { call, check, reader, run, serve, stop, until, LARGE_PHONE } from './stage/stage.mjs'
import { GRID, HIGH, PIN, enrol, go, phone, press, street, sweep, synced, unlock } from './stage/phone.mjs'

const HOUR = 3_600_000
const WORDS = { done: '已完成' }

/** Stands between the browser and the server: it can be cut, and can offer a newer version. */
function between() {
	const state = { port: 0, isCut: false, isNewer: false, asked: [] }
	const proxy = createServer((asked, answer) => {
		state.asked.push(asked.url)
		if (state.isCut) return asked.socket.destroy()
		const isWorker = asked.url === '/field/sw.js'
		const headers = { ...asked.headers, ...(isWorker ? { 'accept-encoding': 'identity', 'if-none-match': '' } : {}) }
		const on = request({ port: state.port, host: '127.0.0.1', path: asked.url, method: asked.method, headers }, (back) => {
			if (!isWorker || !state.isNewer) {
				answer.writeHead(back.statusCode, back.headers)
				return back.pipe(answer)
			}
			const parts = []
			back.on('data', (part) => parts.push(part))
			back.on('end', () => {
				const text = Buffer.concat(parts).toString().replace(/VERSION="\w+"/, 'VERSION="newer"')
				const { 'content-length': _length, etag: _etag, ...rest } = back.headers
				answer.writeHead(back.statusCode, { ...rest, 'content-length': Buffer.byteLength(text) })
				answer.end(text)
			})
		})
		on.on('error', () => asked.socket.destroy())
		asked.pipe(on)
	})
	return new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve({ state, base: `http://127.0.0.1:${proxy.address().port}`, close: () => proxy.closeAllConnections?.() ?? proxy.close(), proxy })))
}

/** Everything the browser keeps for this page, as text: bytes read both ways. */
function onDisk(page) {
	return page.evaluate(async () => {
		const all = []
		const look = (value) => {
			if (value instanceof Uint8Array) all.push(new TextDecoder('latin1').decode(value), new TextDecoder().decode(value))
			else if (value && typeof value === 'object') Object.values(value).forEach(look)
			else all.push(String(value))
		}
		const db = await new Promise((resolve, reject) => {
			const open = indexedDB.open('lianfang-field')
			open.onsuccess = () => resolve(open.result)
			open.onerror = () => reject(open.error)
		})
		const counts = {}
		for (const name of db.objectStoreNames) {
			const store = db.transaction(name).objectStore(name)
			const wait = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)))
			const [keys, values] = [await wait(store.getAllKeys()), await wait(store.getAll())]
			counts[name] = keys.length
			keys.forEach((key) => all.push(String(key)))
			values.forEach(look)
		}
		db.close()
		const kept = []
		for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname)
		return { text: all.join('\n'), counts, kept, local: JSON.stringify({ ...localStorage }), caches: await caches.keys() }
	})
}
const statusText = (page) => page.text('[data-test=status]')
const isDone = (page, door) => page.locator(`li[data-door="${door}"][data-state="done"]`).count()

async function openBuilding(page) {
	await go(page, '/', '[data-test=go]')
	const seq = /building\/(\d+)\//.exec(await page.locator('[data-test=go]').getAttribute('href'))[1]
	await go(page, `/building/${seq}/${HIGH}`, 'li[data-door]')
	// Those that are done already too.
	await page.click('[data-test=all]')
	await page.waitForSelector('li[data-door="101"]')
}

async function withoutNetwork(page, wire) {
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
	await until('the worker has all files of the app', async () => (await onDisk(page)).kept.length > 10)
	wire.state.isCut = true
	await page.reload()
	await page.waitForSelector('#pin')
	check('without network the app opens and asks for the PIN', true)
	await unlock(page, '111222')
	await until('a wrong PIN is told with the tries that are left', async () => (await page.locator('[role=alert]').innerText()).includes('9'))
	const began = Date.now()
	await unlock(page)
	await page.waitForSelector('[data-test=go]')
	console.log(`     opened in ${Date.now() - began} ms`)
	await page.goto(`${wire.base}/field`)
	await page.waitForSelector('#pin')
	check('the address without the last slash opens too', true)
	await unlock(page)
	await openBuilding(page)
}

/** Press and kill: what the screen said is done must be there afterwards. */
async function killed(page, base) {
	for (const door of ['101', '102', '103']) {
		await press(page, door, WORDS.done)
		await until(`${door} shows as done`, async () => (await isDone(page, door)) > 0)
	}
	const next = await page.context().newPage()
	await page.close({ runBeforeUnload: false })
	next.text = async (selector) => (await next.locator(selector).first().textContent())?.trim() ?? ''
	next.number = async (name) => Number((await next.text(`[data-test=${name}]`)).replace(/[^\d.-]/g, ''))
	await next.goto(`${base}/field/`)
	await unlock(next)
	await next.waitForSelector('[data-test=go]')
	await until('after the tab was killed all three wait', async () => (await statusText(next)).includes('3'))
	await openBuilding(next)
	check('and are shown', (await isDone(next, '101')) + (await isDone(next, '103')) === 2)
	return next
}

async function sealed(page) {
	const { text, counts, kept, local } = await onDisk(page)
	check('something lies there', counts.sealed > 5 && counts.outbox === 3, JSON.stringify(counts))
	const found = ['王', '小明', 'h-101', '入户', 'visit.record', 'Bearer', 'occupied', '139****'].filter((word) => `${text}${local}`.includes(word))
	check('nothing of it can be read without the PIN', found.length === 0, found.join(', '))
	check('no answer of the server is in the cache', kept.every((path) => !path.startsWith('/api')), kept.join(' '))
}

/** Photos on the same phone, until nothing more goes in; `free` deletes them. */
function photos(page, isFull) {
	return page.evaluate(async (full) => {
		const wait = (asked) => new Promise((resolve, reject) => ((asked.onsuccess = () => resolve(asked.result)), (asked.onerror = () => reject(asked.error))))
		if (!full) return wait(indexedDB.deleteDatabase('photos'))
		const open = indexedDB.open('photos')
		open.onupgradeneeded = () => open.result.createObjectStore('all', { autoIncrement: true })
		const db = await wait(open)
		for (let size = 1 << 20; size >= 256; ) {
			const fits = await new Promise((resolve) => {
				const tx = db.transaction('all', 'readwrite', { durability: 'strict' })
				tx.objectStore('all').add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65536))))
				for (let more = 65536; more < size; more += 65536) tx.objectStore('all').add(crypto.getRandomValues(new Uint8Array(65536)))
				tx.oncomplete = () => resolve(true)
				tx.onabort = () => resolve(false)
			})
			if (!fits) size /= 2
		}
		db.close()
	}, isFull)
}

/** The browser refuses more: said in words, nothing lost, and it goes on afterwards. */
async function fullDisk(browser, base, data) {
	const page = await phone(browser, base)
	const wire = await page.context().newCDPSession(page)
	await wire.send('Storage.overrideQuotaForOrigin', { origin: base, quotaSize: 6 << 20 })
	await enrol(page, base, data, 'li')
	await openBuilding(page)
	await press(page, '601', WORDS.done)
	await until('601 shows as done', async () => (await isDone(page, '601')) > 0)
	await photos(page, true)
	await press(page, '602', WORDS.done)
	await until('a full phone is said in words', async () => (await page.locator('body').innerText()).includes('存储已满'))
	await page.shot('field-full')
	check('what was not kept is not shown as done', (await isDone(page, '602')) === 0)
	await photos(page, false)
	await press(page, '602', WORDS.done)
	await until('with room again it is kept', async () => (await isDone(page, '602')) > 0)
	await synced(page, 'after the full disk')
	const rows = ['h-601', 'h-602'].map((household) => call(data, 'visit.history', 'li', { household }).rows.length)
	check('the server has both, once', rows.join() === '1,1', rows.join())
	await page.context().close()
}

async function wrongClock(browser, base, data) {
	const page = await reader(browser, base, { viewport: LARGE_PHONE, isMobile: true, hasTouch: true })
	await page.addInitScript((ms) => {
		const now = Date.now
		Date.now = () => now.call(Date) - ms
	}, 5 * HOUR)
	await enrol(page, base, data, 'li')
	await openBuilding(page)
	const began = Date.now()
	await press(page, '401', WORDS.done)
	await synced(page, 'a phone five hours behind')
	const [row] = call(data, 'visit.history', 'li', { household: 'h-401' }).rows
	check('the server\'s time counts', Math.abs(row.at - began) < 60_000, JSON.stringify(row))
	check('the phone\'s own stands beside it', Math.abs(row.device_at - (began - 5 * HOUR)) < 60_000, JSON.stringify(row))
	const said = await statusText(page)
	const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false })
	check('the status line says the server\'s time', [0, 1, 2].some((min) => said.includes(clock.format(Date.now() - min * 60_000))), said)
	await page.context().close()
}

async function secondTab(page, base) {
	const other = await page.context().newPage()
	await other.goto(`${base}/field/`)
	await unlock(other)
	await other.waitForSelector('[data-test=go]')
	await until('the tab before is locked when another is opened', async () => (await page.locator('#pin').count()) === 1)
	await other.close()
	await unlock(page)
	await page.waitForSelector('[data-test=status]')
}

async function newVersion(page, wire) {
	const before = (await onDisk(page)).caches
	wire.state.isNewer = true
	await page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one.update()))
	await page.waitForSelector('div[role=status] button')
	check('a new version waits until somebody wants it', (await onDisk(page)).caches.includes(before[0]))
	await Promise.all([page.waitForEvent('load'), page.click('div[role=status] button')])
	await page.waitForSelector('#pin')
	await until('then it is the one that runs, alone', async () => (await onDisk(page)).caches.join() === 'lianfang-field-newer')
	await unlock(page)
	await page.waitForSelector('[data-test=status]')
}

async function signedOut(page, wire, data) {
	await openBuilding(page)
	const devices = call(data, 'device.list', 'wu', { region: '120113001' }).rows
	wire.state.isCut = true
	await press(page, '501', WORDS.done)
	await until('it waits', async () => (await isDone(page, '501')) > 0)
	for (const one of devices.filter((row) => row.state === 'open')) call(data, 'device.end', 'wu', { device: one.device, region: '120113001', reason: 'lost' })
	// Another process ended it: the server looks once a second.
	await page.waitForTimeout(2000)
	wire.state.isCut = false
	await go(page, '/status', '[data-test=exchange]')
	await page.click('[data-test=exchange]')
	await until('the worker is told, with what was lost', async () => (await page.text('.stack p.alarm')).includes('1'))
	const { counts, text } = await onDisk(page)
	check('nothing stays on the phone', counts.sealed + counts.outbox + counts.kept + counts.inbox === 0 && counts.plain === 1 && text.includes('signed_out'), JSON.stringify(counts))
	await page.click('[data-test=understood]')
	await page.waitForSelector('h1')
}

await run('phone-store', async (browser, servers) => {
	const data = street()
	sweep(data, 's1', '入户走访')
	const server = await serve(data)
	servers.push(server)
	const wire = await between()
	wire.state.port = server.port
	try {
		let page = await phone(browser, wire.base)
		await enrol(page, wire.base, data, 'li')
		await withoutNetwork(page, wire)
		page = await killed(page, wire.base)
		await sealed(page)
		wire.state.isCut = false
		await synced(page, 'the network is back')
		const board = call(data, 'sweep.board', 'li', { sweep: 's1', region: GRID }).rows[0]
		check('the server has the three, once', board.done === 3, JSON.stringify(board))
		await secondTab(page, wire.base)
		await newVersion(page, wire)
		await signedOut(page, wire, data)
		await page.context().close()
		await wrongClock(browser, wire.base, data)
		await fullDisk(browser, wire.base, data)
	} finally {
		wire.proxy.closeAllConnections()
		wire.proxy.close()
	}
	await stop(server)
})
