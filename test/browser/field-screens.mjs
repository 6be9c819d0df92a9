// Every screen of the field app: nothing wider than the phone, nothing that a screen
// reader or a weak eye cannot use, no English left in Chinese, in two sizes and two
// languages, with large type; and how heavy the first view is over a slow line.
//
//   node test/browser/field-screens.mjs          screenshots go to build/shots
//
// Rule: what is looked at here is what a worker sees, filled with work.
import { LARGE_PHONE, SMALL_PHONE, accessible, call, check, noEnglish, noWider, reader, run, serve, until } from './stage/stage.mjs'
import { GRID, HIGH, LOW, enrol, go, phone, street, sweep, unlock } from './stage/phone.mjs'

const QUESTIONS = '[{"key":"fever","label":"家中有人发热或咳嗽吗","kind":"flag"},{"key":"persons","label":"现住几人","kind":"int"}]'
/** First view: what travels before the first page stands there. */
const MOST_BYTES = 100_000

function fill(data) {
	sweep(data, 's1', '入户走访')
	sweep(data, 's2', '发热排查', { questions: QUESTIONS, kind: 'phone' })
	const visit = (household, state, channel, more = {}) => call(data, 'visit.record', null, { region: GRID, sweep: 's1', household, state, channel, ...more })
	visit('h-101', 'done', 'door')
	visit('h-101', 'vacant', 'phone', { note: '邻居说已搬空' })
	visit('h-102', 'absent', 'door')
	visit('h-103', 'refused', 'door', { reason: '不愿开门' })
	visit('h-104', 'vacant', 'door')
}

/** No press smaller than a thumb. */
async function bigEnough(page, name) {
	const small = await page.evaluate(() => [...document.querySelectorAll('main button, main a, main select, main label:has(input[type=radio]), nav a, .status-line')]
		.map((one) => ({ text: one.textContent.trim().slice(0, 20) || one.getAttribute('aria-label'), box: one.getBoundingClientRect() }))
		.filter(({ box }) => box.width > 0 && (box.height < 47.5 || box.width < 44))
		.map(({ text, box }) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`))
	check(`${name}: everything pressed is big enough`, small.length === 0, small.join(', '))
}
async function look(page, name, { zh = true, shot = name } = {}) {
	await page.waitForTimeout(250)
	await noWider(page, name)
	await bigEnough(page, name)
	await accessible(page, name)
	if (zh) await noEnglish(page, name, 'body')
	await page.shot(shot)
}

const SCREENS = [
	['today', '/', '[data-test=go]'],
	['building', `/building/SWEEP/${HIGH}`, 'li[data-door]'],
	['share', `/share/SWEEP/${LOW}`, '[data-test=share]'],
	['households', '/households', 'main .row'],
	['household-list', `/households/${HIGH}`, 'li [data-door]'],
	['household', '/household/h-102', '[data-test=edit]'],
	['household-edit', '/household/h-102/edit', '[data-test=save]'],
	['household-new', '/new-household', '[data-test=save]'],
	['resident-new', '/household/h-102/resident', '[data-test=save]'],
	['resident-edit', '/household/h-102/resident/r-h-102', '[data-test=save]'],
	['calls', '/calls', '.call'],
	['more', '/more', 'main .row'],
	['report', '/report?kind=problem', '[data-test=file]'],
	['postings', '/postings', 'dl'],
	['conflicts', '/conflicts', '[data-conflict]'],
	['inbox', '/inbox', 'main p'],
	['status', '/status', '[data-test=exchange]'],
	['settings', '/settings', '[data-test=leave]'],
	['help', '/help', 'main h2'],
]

/** The longest words in the largest letters on the smallest phone. */
async function tight(page) {
	await go(page, '/settings', '[data-test=leave]')
	await page.locator('.choice label', { hasText: 'Very large' }).click()
	const seq = await seqOf(page, '入户走访')
	for (const [name, path, wait] of SCREENS) {
		await go(page, path.replace('SWEEP', seq), wait)
		await noWider(page, `field-${name} in very large English`)
		const cut = await page.evaluate(() => [...document.querySelectorAll('main button, main a, nav a, .status-line')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim()))
		check(`field-${name} in very large English cuts no word`, cut.length === 0, cut.join(' | '))
		await page.shot(`field-${name}-en-tight`)
	}
}
async function screens(page, lang, size) {
	const zh = lang === 'zh-CN'
	await page.waitForSelector('[data-test=go]')
	const seq = /building\/(\d+)\//.exec(await page.locator('[data-test=go]').getAttribute('href'))[1]
	for (const [name, path, wait] of SCREENS) {
		await go(page, path.replace('SWEEP', seq), wait)
		await look(page, `field-${name}-${lang}-${size}`, { zh })
	}
}

/** Sheets from below, on the smaller phone. */
async function sheets(page) {
	await go(page, `/building/${await seqOf(page, '入户走访')}/${HIGH}`, 'li[data-door="201"]')
	await page.locator('li[data-door="201"] .is-absent').click()
	await look(page, 'field-sheet-absent')
	await page.keyboard.press('Escape')
	await page.locator('li[data-door="201"] .is-refused').click()
	await look(page, 'field-sheet-refused')
	await page.keyboard.press('Escape')
	await until('Escape gives the page back', async () => (await page.locator('.sheet').count()) === 0 && !(await page.locator('#app').getAttribute('inert')))
	await page.locator('li[data-door="201"] .door-more').click()
	await look(page, 'field-sheet-other')
	await page.keyboard.press('Escape')
	await page.locator('.floor header button').first().click()
	await look(page, 'field-sheet-floor')
	await page.keyboard.press('Escape')
	await go(page, `/building/${await seqOf(page, '发热排查')}/${LOW}`, 'li[data-door="101"]')
	await page.locator('li[data-door="101"] .is-done').click()
	await look(page, 'field-sheet-questions')
	await page.keyboard.press('Escape')
	await go(page, '/household/h-101', '[data-test=edit]')
	await page.locator('.person button').first().click()
	await look(page, 'field-sheet-open')
	await page.keyboard.press('Escape')
}
async function seqOf(page, title) {
	await go(page, '/', '[data-test=sum]')
	const choice = page.locator('main .choice label', { hasText: title })
	if (await choice.count()) await choice.click()
	await page.waitForTimeout(100)
	return /building\/(\d+)\//.exec(await page.locator('[data-test=go]').getAttribute('href'))[1]
}

/** The keyboard alone: from the status line to a door that is done. */
async function keyboard(page) {
	await go(page, '/', '[data-test=go]')
	await page.locator('[data-test=go]').focus()
	await page.keyboard.press('Enter')
	await page.waitForSelector('li[data-door]')
	const door = page.locator('.door-buttons .is-done').first()
	const name = await door.getAttribute('aria-label')
	for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) !== name; i++) await page.keyboard.press('Tab')
	check('the tab key comes to the first door', (await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) === name, name)
}

/** 2G: 300 ms there and back, 35 kB a second, and a processor four times as slow. */
async function slowLine(browser, base) {
	const page = await reader(browser, base, { viewport: SMALL_PHONE, isMobile: true })
	const wire = await page.context().newCDPSession(page)
	let bytes = 0
	await wire.send('Network.enable')
	wire.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
	await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 35_000, uploadThroughput: 15_000 })
	await wire.send('Emulation.setCPUThrottlingRate', { rate: 4 })
	const began = Date.now()
	await page.goto(`${base}/field/`, { waitUntil: 'commit' })
	await page.waitForSelector('h1', { timeout: 30_000 })
	const ms = Date.now() - began
	check(`the first view weighs less than 100 kB (${bytes} bytes)`, bytes > 10_000 && bytes < MOST_BYTES, bytes)
	check(`and stands there within 10 s over 2G (${ms} ms)`, ms < 10_000, ms)
	await page.context().close()
}

await run('field-screens', async (browser, servers) => {
	const data = street()
	fill(data)
	const server = await serve(data)
	servers.push(server)
	await slowLine(browser, server.base)
	const small = await phone(browser, server.base, { viewport: SMALL_PHONE })
	await small.goto(`${server.base}/field/`)
	await small.waitForSelector('h1')
	await look(small, 'field-new')
	await enrol(small, server.base, data, 'li')
	check('the token does not stand in the address', !small.url().includes('e='), small.url())
	await screens(small, 'zh-CN', '360')
	await sheets(small)
	await keyboard(small)
	await go(small, '/settings', '[data-test=leave]')
	await small.locator('.choice label', { hasText: '特大' }).click()
	for (const [name, path, wait] of SCREENS.slice(1, 2)) await go(small, path.replace('SWEEP', await seqOf(small, '入户走访')), wait)
	await look(small, 'field-building-large')
	await go(small, '/', '[data-test=go]')
	await look(small, 'field-today-large')
	await go(small, '/calls', '.call')
	await look(small, 'field-calls-large')
	await small.context().close()
	const large = await phone(browser, server.base, { viewport: LARGE_PHONE, lang: 'en' })
	await enrol(large, server.base, data, 'li')
	await screens(large, 'en', '412')
	await go(large, '/more')
	await large.getByRole('button', { name: 'Lock now' }).click()
	await large.waitForSelector('#pin')
	await look(large, 'field-lock-en', { zh: false })
	await unlock(large)
	await large.waitForSelector('[data-test=status]')
	await large.setViewportSize(SMALL_PHONE)
	await tight(large)
})
