// At the desk of a street and a district: the big screen, postings on a line of time,
// who answered for a door, looking as another account, and the accessibility bar.
//
//   node test/browser/desk.mjs          screenshots go to build/shots
//
// Rule: nothing is checked that a person at the screen could not see.
import { accessible, call, check, demo, noEnglish, noWider, reader, run, serve, signIn, SMALL_PHONE, until } from './stage/stage.mjs'

const WALL = { width: 1920, height: 1080 }
const DISTRICT = '120113'
const STREET = '120113001'
const figure = (text) => Number(text.replace(/[^\d]/g, ''))

/** A session by HTTP, as a phone has one. */
async function phone(base, login, password) {
	const post = (path, body, headers = {}) => fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } })
	const response = await post('/api/session', { login, password })
	const { csrf } = await response.json()
	const headers = { Cookie: response.headers.get('set-cookie').split(';')[0], 'X-CSRF': csrf }
	return async (command, args) => (await post(`/api/${command}`, args, headers)).json()
}

/* The big screen. */
async function wall(browser, base, data, logins) {
	const page = await reader(browser, base, { viewport: WALL })
	await signIn(page, `chief-${DISTRICT}`, logins[`chief-${DISTRICT}`])
	await page.locator('nav a[href="/board"]').click()
	await until('the big screen shows a coverage', async () => /^\d/.test(await page.text('[data-test=coverage]')))
	await until('and is live', async () => (await page.locator('[data-test=live]').count()) === 1)
	check('it says as of when', /截至 \d\d:\d\d:\d\d/.test(await page.text('[data-test=as-of]')), await page.text('[data-test=as-of]'))
	const sweeps = call(data, 'sweep.list', null, { state: 'open', region: DISTRICT }).rows
	const title = await page.text('.lf-screen-cover h2')
	const sweep = sweeps.find((one) => one.title === title)
	const board = () => call(data, 'sweep.board', null, { sweep: sweep.id, region: DISTRICT, day: sweep.is_daily ? new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) : sweep.from_day }).rows.find((row) => row.key === DISTRICT)
	check('with the figures of the ledger', figure(await page.text('[data-test=valid]')) === board().valid && figure(await page.text('[data-test=due]')) === board().due, JSON.stringify(board()))
	check('as many holes as the list has', figure(await page.text('[data-test=n-holes]')) === call(data, 'posting.holes', null, { region: DISTRICT }).count, await page.text('[data-test=n-holes]'))
	check('red stands beside a word', (await page.locator('.lf-need.is-red').count()) === (await page.locator('.lf-need.is-red h2').count()))
	const small = await page.evaluate(() => [...document.querySelectorAll('.lf-screen-main *, .lf-screen-side *')].filter((one) => one.children.length === 0 && one.textContent.trim() && parseFloat(getComputedStyle(one).fontSize) < 26).map((one) => one.textContent.trim()))
	check('letters can be read from five metres', small.length === 0, small.join(' | '))
	check('it fits the wall without scrolling', await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth))
	await noEnglish(page, 'the big screen')
	await accessible(page, 'the big screen, dark')
	await page.shot('board-dark-zh')

	const before = figure(await page.text('[data-test=valid]'))
	await page.evaluate(() => (window.stayed = true))
	const field = await phone(base, `chief-${STREET}`, logins[`chief-${STREET}`])
	const { rows } = await field('sweep.doors', { sweep: sweep.id, region: STREET, state: 'none', limit: 1, ...(sweep.is_daily ? {} : { day: sweep.from_day }) })
	const done = await field('visit.record', { region: rows[0].region ?? STREET, sweep: sweep.id, household: rows[0].household, state: 'done', channel: 'door' })
	check('a visit is filed', !done.problem, JSON.stringify(done))
	await until('it counts on the screen without a reload', async () => figure(await page.text('[data-test=valid]')) === before + 1 && (await page.evaluate(() => window.stayed)) === true, 8_000)
	await page.keyboard.press('d')
	await until('D makes it light', async () => (await page.locator('.lf-screen.is-light').count()) === 1)
	await accessible(page, 'the big screen, light')
	await page.shot('board-light-zh')
	await page.goTo(`/board/${STREET}`)
	await until('a street has its own', async () => (await page.text('h1')) === '果园新村街道' && (await page.locator('[data-test=bar]').count()) > 1)
	await page.shot('board-street-zh')
	await page.context().close()
	return sweep
}

/* Postings in time. */
async function time(browser, base, data, logins) {
	const page = await reader(browser, base)
	await signIn(page, `chief-${STREET}`, logins[`chief-${STREET}`])
	await page.goTo('/postings')
	await page.getByRole('tab', { name: '时间线' }).click()
	await until('postings are bars on a line', async () => (await page.locator('.lf-line .is-bar').count()) > 2)
	const hole = call(data, 'posting.holes', null, { region: STREET, level: 5 }).rows[0]
	if (hole) await until('a hole is a word, not a colour alone', async () => (await page.locator('[data-test=hole]').count()) > 0 && (await page.locator('[data-test=hole]').first().textContent()).includes('空缺'))
	await noEnglish(page, 'the line of time')
	await accessible(page, 'the line of time')
	await page.shot('timeline-zh')
	await page.locator('.lf-line .is-bar').first().focus()
	await page.keyboard.press('Enter')
	await until('a bar opens its posting', async () => (await page.locator('.el-drawer.open [data-test=posting]').count()) === 1)
	await page.shot('timeline-posting-zh')
	await page.keyboard.press('Escape')
	await page.getByText('一周', { exact: true }).click()
	await until('a week has seven days', async () => (await page.locator('.lf-line .is-soft').count()) === 8)
	await page.shot('timeline-week-zh')

	await page.getByRole('tab', { name: '某户由谁负责' }).click()
	await page.locator('[data-test=door]').click()
	await page.locator('.el-select-dropdown__item').first().click()
	await page.click('[data-test=ask]')
	await until('who answered for a door, from the city to the grid', async () => (await page.locator('.lf-chain li').count()) >= 5)
	check('the chief of the street is among them', (await page.locator('.lf-chain').innerText()).includes('果园新村街道'))
	await page.waitForTimeout(500)
	await noEnglish(page, 'the answer for a door')
	await accessible(page, 'the answer for a door')
	await page.shot('door-answer-zh')
	await page.context().close()
}

/* Looking as another account. */
async function view(browser, base, data, logins) {
	const worker = `grid-${Object.keys(logins).find((one) => one.startsWith('grid-')).slice(5)}`
	const page = await reader(browser, base)
	await signIn(page, `chief-${STREET}`, logins[`chief-${STREET}`])
	check('an officer sees the accounts', (await page.locator('nav a[href="/accounts"]').count()) === 1)
	await page.goTo('/accounts')
	await page.fill('.lf-search input', worker)
	await page.keyboard.press('Enter')
	await page.locator(`[data-test="view-${worker}"]`).click()
	await page.click('[data-test=view-begin]')
	await until('a purpose is asked for', async () => /查看目的/.test(await page.text('.el-drawer.open [role=alert]')))
	await page.fill('[data-test=view-purpose]', '电话里说看不到今天的清单')
	await page.shot('view-as-zh')
	await page.click('[data-test=view-begin]')
	await until('a banner says as whom', async () => (await page.text('[data-test=viewing]')).includes(worker))
	check('the menu is the worker\'s', (await page.locator('nav a[href="/accounts"]').count()) === 0)
	await page.goTo('/households')
	await until('it stays when the page is loaded again', async () => (await page.locator('[data-test=viewing]').count()) === 1)
	const count = figure(await page.text('.lf-count'))
	const grid = worker.slice(5)
	check('as many households as the worker has', count === call(data, 'household.list', null, { region: grid, limit: 1 }).count, `${count}`)
	await page.getByRole('button', { name: '添加住户' }).or(page.getByRole('button', { name: '新增住户' })).first().click().catch(() => undefined)
	await noEnglish(page, 'the banner', '[data-test=viewing]')
	await page.shot('viewing-zh')
	await page.keyboard.press('Escape')
	const refused = await page.evaluate(async (login) => {
		const me = await (await fetch('/api/me')).json()
		const answer = await fetch('/api/sweep.start', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF': me.csrf, 'X-View-As': login }, body: '{}' })
		return (await answer.json()).problem?.number
	}, worker)
	check('nothing can be changed meanwhile', refused === 6102, String(refused))
	await page.goTo('/')
	await page.click('[data-test=view-end]')
	await until('the end gives one\'s own menu back', async () => (await page.locator('nav a[href="/accounts"]').count()) === 1 && (await page.locator('[data-test=viewing]').count()) === 0)
	const journal = call(data, 'journal.list', null, { command: 'account.view', limit: 5 })
	check('the journal knows it', journal.rows.filter((one) => one.command === 'account.view').length === 1, JSON.stringify(journal.rows))
	await page.context().close()
	const seen = call(data, 'account.viewers', worker)
	check('and so does the worker', seen.rows.length === 1 && seen.rows[0].login === `chief-${STREET}`, JSON.stringify(seen.rows))
}

/* The accessibility bar, and the keyboard. */
async function access(browser, base, logins) {
	const page = await reader(browser, base)
	await page.addInitScript(() => {
		window.said = []
		speechSynthesis.speak = (one) => window.said.push([one.lang, one.text])
		speechSynthesis.cancel = () => window.said.push('stop')
	})
	await page.goTo('/sign-in')
	await page.click('[data-test=access-open]')
	await page.click('[data-test=contrast-yellow]')
	check('before signing in, too, letters can be yellow on black', (await page.evaluate(() => [getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.body).backgroundColor].join())) === 'rgb(255, 255, 0),rgb(0, 0, 0)')
	await accessible(page, 'the sign-in page in yellow on black')
	await page.shot('sign-in-yellow-zh')
	await signIn(page, `chief-${STREET}`, logins[`chief-${STREET}`])
	check('the choice is remembered', (await page.evaluate(() => document.documentElement.dataset.contrast)) === 'yellow')
	for (const [name, path] of [['today', '/'], ['postings', '/postings'], ['map', '/map'], ['households', '/households']]) {
		await page.goTo(path)
		await page.waitForTimeout(400)
		await accessible(page, `${name} in yellow on black`)
		await page.shot(`${name}-yellow-zh`)
	}
	await page.click('[data-test=contrast-dark]')
	await page.goTo('/sweeps')
	await page.waitForTimeout(400)
	await accessible(page, 'sweeps in white on black')
	await page.shot('sweeps-dark-zh')
	await page.click('[data-test=contrast-normal]')
	await page.click('[data-test=read]')
	const said = await page.evaluate(() => window.said.filter((one) => one !== 'stop'))
	check('the page is read aloud in Chinese', said.length > 1 && said.every(([lang]) => lang === 'zh-CN') && said.some(([, text]) => text.includes('排查')), JSON.stringify(said.slice(0, 4)))
	await page.click('[data-test=stop-reading]')
	check('and stops when told', (await page.evaluate(() => window.said.at(-1))) === 'stop')
	await page.click('[data-test=guide]')
	await page.mouse.move(500, 300)
	await until('a line follows the pointer', async () => Math.abs((await page.locator('[data-test=guide-line]').boundingBox()).y - 314) < 3)
	await page.shot('access-zh')
	await noEnglish(page, 'the accessibility bar', '[data-test=access]')
	await page.click('[data-test=guide]')
	await page.getByRole('button', { name: '关闭工具栏' }).click()

	await page.goTo('/households')
	await page.locator('body').press('Tab')
	check('the first Tab leads to the skip link', (await page.evaluate(() => document.activeElement.getAttribute('href'))) === '#main')
	await page.keyboard.press('Enter')
	await page.keyboard.press('?')
	await until('? lists the keys', async () => page.locator('[data-test=keys]').isVisible())
	await page.waitForTimeout(500)
	await accessible(page, 'the list of keys')
	await noEnglish(page, 'the list of keys', '[data-test=keys]')
	await page.shot('keys-zh')
	await page.keyboard.press('Escape')
	await until('Escape closes it', async () => !(await page.locator('[data-test=keys]').isVisible()))
	await page.keyboard.press('/')
	check('/ leads to the search', (await page.evaluate(() => document.activeElement.tagName)) === 'INPUT')
	await page.keyboard.press('g')
	check('in a field keys are letters', new URL(page.url()).pathname === '/households')
	await page.evaluate(() => document.activeElement.blur())
	await page.keyboard.press('g')
	await page.keyboard.press('m')
	await until('g and m lead to the map', async () => new URL(page.url()).pathname === '/map')
	await page.context().close()

	const small = await reader(browser, base, { viewport: SMALL_PHONE })
	await signIn(small, `chief-${STREET}`, logins[`chief-${STREET}`])
	await small.click('[data-test=access-open]')
	await noWider(small, 'the accessibility bar on a phone')
	await small.shot('access-phone-zh')
	await small.context().close()
}

await run('desk', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	await wall(browser, server.base, data, logins)
	await time(browser, server.base, data, logins)
	await view(browser, server.base, data, logins)
	await access(browser, server.base, logins)
})
