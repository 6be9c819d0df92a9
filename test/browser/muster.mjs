// Level I response and a muster in one hour (SC-02): the level on every open screen within
// five seconds, an order to ten people of a hospital (4 + 6), answered by app, link, telephone
// and the duty officer, minute 45 and minute 60 by the test clock, held against a paper tally.
//
//   node test/browser/muster.mjs          screenshots go to build/shots
//
// Rule: nothing is checked that a person at the screen could not see.
import { createServer } from 'node:http'
import { DESK, LARGE_PHONE, PASSWORD, SMALL_PHONE, accessible, call, check, demo, noEnglish, noWider, reader, run, serve, signIn, stop, until } from './stage/stage.mjs'
import { enrol, go, phone } from './stage/phone.mjs'

const DISTRICT = '120113'
const STREET = '120113001'
const COMMANDER = `chief-${DISTRICT}`
const CHIEF = `chief-${STREET}`
const BASIS = '《突发公共卫生事件应急条例》第三十三条'
const NAMES = ['周敏', '吴建国', '郑丽', '王芳', '冯强', '陈静', '褚伟', '卫东', '蒋华', '沈洁']
const figure = (text) => Number(text.replace(/[^\d]/g, ''))

/** A group robot as WeCom runs one: it keeps what it was told. */
async function robot() {
	const told = []
	const server = createServer((request, response) => {
		let body = ''
		request.on('data', (part) => (body += part))
		request.on('end', () => {
			told.push(body)
			response.setHeader('Content-Type', 'application/json')
			response.end('{"errcode":0,"errmsg":"ok"}')
		})
	})
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
	return { told, url: `http://127.0.0.1:${server.address().port}/cgi-bin/webhook/send?key=secret-key`, end: () => server.close() }
}

/** The administrator connects the robot and sends a test over it. */
async function connect(admin, group) {
	await admin.locator('nav a[href="/orders/channels"]').click()
	await admin.click('[data-test=add-channel]')
	const form = admin.locator('.el-drawer.open')
	await form.getByLabel('名称').fill('区指挥部工作群')
	await form.getByLabel('区域', { exact: true }).fill('北辰区')
	await admin.locator('.el-select-dropdown__item:visible', { hasText: DISTRICT }).first().click()
	await until('the list of places has closed', async () => (await admin.locator('.el-select-dropdown__item:visible').count()) === 0)
	await form.getByLabel('服务地址').fill(group.url)
	await accessible(admin, 'adding a channel')
	await admin.shot('channel-add-zh')
	await form.locator('button[type=submit]').click()
	await until('the channel is there, its key is not', async () => {
		const text = await admin.locator('main').innerText()
		return text.includes('区指挥部工作群') && !text.includes('secret-key')
	})
	await admin.click('.el-table__row [data-test=try]')
	await until('a test reaches the robot', async () => group.told.length === 1, 15_000)
	await until('and the page says so', async () => {
		await admin.getByRole('button', { name: '刷新' }).click()
		return (await admin.locator('main').innerText()).includes('已发送')
	})
	await noEnglish(admin, 'channels')
	await accessible(admin, 'channels')
	await admin.shot('channels-zh')
}

/** The ten of the hospital, their duty officer, and a password for who signs in. */
async function hospital(data, base) {
	call(data, 'organisation.add', null, { id: 'hospital', region: DISTRICT, name: '北辰医院', kind: 'medical' })
	const people = [['duty', '韩值班', '医院总值班'], ...NAMES.map((name, i) => [`m${i + 1}`, name, i < 4 ? '医生' : '护士'])]
	for (const [i, [login, name, title]] of people.entries()) {
		call(data, 'account.add', null, { region: DISTRICT, login, name, phone: `1390000${String(1000 + i)}`, title, organisation: 'hospital' })
		call(data, 'posting.add', null, { region: DISTRICT, account: login, role: 'medic', duty: login === 'duty' ? 'chief' : 'member' })
	}
	call(data, 'team.add', null, { id: 'team', region: DISTRICT, name: '医疗队', kind: 'other' })
	NAMES.forEach((_, i) => call(data, 'team.join', null, { region: DISTRICT, team: 'team', account: `m${i + 1}`, role: i ? 'member' : 'leader' }))
	for (const login of ['duty', 'm1', 'm2']) {
		const { token } = call(data, 'account.invite', null, { login, region: DISTRICT })
		const response = await fetch(`${base}/api/session/link`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, password: PASSWORD }) })
		if (!response.ok) throw new Error(await response.text())
	}
}

/** Choose in Element Plus's confirmation. */
async function confirmed(page) {
	await page.locator('.el-message-box__btns .el-button--primary').click()
	await page.waitForSelector('.el-message-box', { state: 'detached' })
}

/** Raised with its basis; without it the form says why nothing is saved. */
async function raise(wu, screens) {
	await wu.goTo('/orders')
	await wu.click('[data-test=change-level]')
	await wu.click('[data-test=level-I]')
	await wu.click('[data-test=set-level]')
	await until('without a legal basis nothing is saved, in words', async () => (await wu.text('.el-drawer.open [role=alert]')).includes('请写明所依据的法律'))
	await wu.fill('[data-test=basis]', BASIS)
	await wu.fill('[data-test=issuer]', '天津市人民政府')
	await accessible(wu, 'raising the level')
	await wu.shot('response-form-zh')
	await wu.click('[data-test=set-level]')
	const began = Date.now()
	await confirmed(wu)
	for (const [name, page] of screens) await until(`the level stands on ${name}`, async () => (await page.text('[data-test=response]')).includes('一级响应'), 6_000)
	check('everywhere within five seconds', Date.now() - began < 5_500, `${Date.now() - began} ms`)
	await until('the page of orders says the level with its ground', async () => (await wu.text('.lf-level-card')).includes('第三十三条'))
	await wu.getByRole('button', { name: '变更记录' }).click()
	await until('and who set it when', async () => (await wu.locator('.lf-level-card .el-table__row').first().innerText()).includes('第三十三条'))
	await noEnglish(wu, 'orders')
	await accessible(wu, 'orders')
	await wu.shot('orders-zh')
}

/** The answer of the first press is lost on the way: said beside the button, kept through a reload, given once. */
async function giveUnanswered(wu) {
	await wu.route('**/api/order.issue', async (route) => {
		await route.fetch()
		await route.abort()
	})
	await wu.locator('[data-test=give]').dblclick()
	await wu.waitForTimeout(500)
	check('a double click leaves the question open', (await wu.locator('.el-message-box:visible').count()) === 1)
	await confirmed(wu)
	await until('a lost answer is said where one looks', async () => {
		const box = await wu.locator('[data-test=problem]').boundingBox()
		return box !== null && box.y >= 0 && box.y + box.height <= DESK.height && (await wu.text('[data-test=problem]')).includes('只会发出一次')
	}, 30_000)
	await wu.shot('order-unanswered-zh')
	await wu.unroute('**/api/order.issue')
	await wu.reload()
	await until('a reload keeps what was written, and says so', async () => (await wu.inputValue('[data-test=basis]')) === BASIS && (await wu.locator('[data-test=draft-back]').count()) === 1)
	await noEnglish(wu, 'an order that is here again')
	await accessible(wu, 'an order that is here again')
}

/** The menu: the page one is on is in view; groups fold and stay folded. */
async function menu(wu) {
	const seen = () => wu.locator('nav .is-here').evaluate((item) => {
		const [a, b] = [item.getBoundingClientRect(), item.closest('nav').getBoundingClientRect()]
		return a.top >= b.top - 1 && a.bottom <= Math.min(b.bottom, innerHeight) + 1
	})
	await wu.goTo('/journal')
	await until('the menu shows where one is', async () => (await wu.locator('nav .is-here').getAttribute('href')) === '/journal' && (await seen()))
	const front = wu.locator('nav button', { hasText: '干部下沉' })
	await front.focus()
	await wu.keyboard.press('Enter')
	await until('a group folds by the keyboard', async () => (await wu.locator('nav a[href="/staffing/pool"]').count()) === 0)
	await wu.reload()
	await wu.waitForSelector('nav .is-here')
	check('and stays folded', (await front.getAttribute('aria-expanded')) === 'false' && (await wu.locator('nav a[href="/staffing/pool"]').count()) === 0)
	await accessible(wu, 'a folded menu')
	await wu.shot('menu-folded-zh')
	await wu.goTo('/staffing/statistics')
	await until('but not around the page one is on', seen)
	await front.click()
}

/** An order from the template; without a basis it is refused on the spot. */
async function give(wu, template, change = async () => undefined, before = async () => undefined) {
	await wu.goTo('/orders/new')
	await wu.click(`[data-test=template-${template}]`)
	await change()
	await wu.click('[data-test=give]')
	await until('an order without a legal basis cannot be given', async () => (await wu.locator('.lf-issue [role=alert]').allInnerTexts()).join().includes('请写明所依据的法律'))
	await wu.fill('[data-test=basis]', BASIS)
	await accessible(wu, `giving an order (${template})`)
	await wu.shot(`order-${template}-zh`, { fullPage: true })
	await before(wu)
	await wu.click('[data-test=give]')
	await confirmed(wu)
	await wu.waitForSelector('[data-test=muster]')
	return new URL(wu.url()).pathname.split('/').pop()
}
async function figures(page, name, wanted) {
	for (const [what, n] of Object.entries(wanted))
		await until(`${name}: ${what} is ${n}`, async () => figure(await page.text(`[data-test=n-${what}]`)) === n || (await page.text(`[data-test=n-${what}]`)), 12_000)
}

/** A row of the muster board opened, and told for its person. */
async function reportFor(page, name, what, by) {
	await page.locator('.el-table__row', { hasText: name }).first().locator('[data-test=open-recipient]').click()
	await page.waitForSelector('[data-test=recipient]')
	if (await page.locator(`[data-test=what-${what}]`).count()) await page.click(`[data-test=what-${what}]`)
	await page.click(`[data-test=by-${by}]`)
	await page.fill('[data-test=at]', '25:99')
	await page.click('[data-test=report]')
	await until('a time that is none is said, not guessed', async () => /14:05/.test(await page.text('[data-test=recipient] [role=alert]')))
	await page.fill('[data-test=at]', '')
	await page.click('[data-test=report]')
	await page.waitForSelector('[data-test=recipient]', { state: 'detached' })
}

run('muster', async (browser, servers) => {
	const { data, logins } = demo()
	let server = await serve(data)
	servers.push(server)
	await hospital(data, server.base)
	/** The same server at a later minute of the exercise. */
	const minute = async (ahead) => {
		await stop(server)
		server = await serve(data, server.port, ['--ahead', String(ahead)])
		servers.push(server)
	}

	const group = await robot()
	const admin = await reader(browser, server.base)
	await signIn(admin, 'admin', logins.admin)
	await connect(admin, group)
	await admin.context().close()

	const wu = await reader(browser, server.base)
	await signIn(wu, COMMANDER, logins[COMMANDER])
	const chief = await reader(browser, server.base)
	await signIn(chief, CHIEF, logins[CHIEF])
	await chief.goTo('/households')
	const duty = await reader(browser, server.base)
	await signIn(duty, 'duty')
	const wall = await reader(browser, server.base, { viewport: { width: 1920, height: 1080 } })
	await signIn(wall, COMMANDER, logins[COMMANDER])
	await wall.goTo('/board')
	const pocket = await phone(browser, server.base, { viewport: SMALL_PHONE })
	await enrol(pocket, server.base, data, 'm1')
	await pocket.waitForTimeout(1_500)

	await raise(wu, [['the commander\'s page', wu], ['a street\'s page', chief], ['the duty officer\'s page', duty], ['the big screen', wall], ['a phone', pocket]])
	await accessible(chief, 'the level above a page')
	await chief.shot('response-banner-zh')

	/* Chiefs on post. */
	await menu(wu)
	await give(wu, 'chiefs', undefined, giveUnanswered)
	const given = call(data, 'order.list', null, { region: DISTRICT, state: 'open', limit: 100 }).rows.filter((one) => one.title.includes('主官'))
	check('pressed twice, given once', given.length === 1, given.length)
	const all = figure(await wu.text('[data-test=n]'))
	check('every chief of a street or community has it', all > 100, all)
	await until('it stands on the chief\'s open screen', async () => (await chief.locator('[data-test=my-orders]').count()) === 1, 6_000)
	await accessible(chief, 'an order on a page')
	await chief.shot('my-order-zh')
	check('the chief has one of it', (await chief.locator('[data-test=my-orders] [data-test=acknowledge]').count()) === 1)
	await chief.click('[data-test=acknowledge]')
	await until('received by one press, then asked for the post', async () => (await chief.locator('[data-test=arrive]').count()) === 1)
	await chief.click('[data-test=arrive]')
	await until('and nothing more is asked', async () => (await chief.locator('[data-test=my-orders]').count()) === 0)
	await until('the group was told, without a name', async () => group.told.some((body) => body.includes('主官到岗') && !body.includes('"name"')), 15_000)
	await wu.getByRole('tab', { name: '消息通道' }).click()
	await until('and the order says that it was', async () => (await wu.locator('#pane-channels').innerText()).includes('已发送') || (await wu.locator('#pane-channels').innerText()), 10_000)
	await figures(wu, 'chiefs', { acknowledged: 1, arrived: 1, missing: all - 1 })

	/* The muster of ten. */
	const order = await give(wu, 'muster', async () => {
		await wu.click('[data-test=team]')
		await wu.locator('.el-select-dropdown__item', { hasText: '医疗队' }).click()
		await wu.locator('.el-select-dropdown__item', { hasText: '医疗队' }).waitFor({ state: 'hidden' })
		await wu.locator('[data-test=text]').fill('携带防护用品，到北辰医院门诊楼前集结，乘车支援。')
	})
	await figures(wu, 'the muster begins', { acknowledged: 0, arrived: 0, missing: 10 })
	check('ten people have it', figure(await wu.text('[data-test=n]')) === 10)
	const paper = { acknowledged: new Set(), arrived: new Set() }
	const tell = (what, ...names) => names.forEach((name) => paper[what].add(name))

	// 周敏 with the app, the second press without network.
	await go(pocket, '/')
	await until('the order comes to an open phone by itself', async () => (await pocket.locator(`[data-order="${order}"]`).count()) === 1, 8_000)
	await accessible(pocket, 'an order on a phone')
	await noEnglish(pocket, 'an order on a phone')
	await noWider(pocket, 'an order on a phone')
	await pocket.shot('field-order-zh')
	await pocket.click('[data-test=acknowledge]')
	await until('received by one press', async () => (await pocket.locator('[data-test=arrive]').count()) === 1)
	await go(pocket, '/more')
	await until('on other pages a line says that an order waits', async () => /1 条命令等您应答/.test(await pocket.text('.told-asked')))
	await go(pocket, '/status', '[data-test=exchange]')
	await pocket.click('[data-test=exchange]')
	await until('the phone has sent it', async () => (await pocket.number('waiting')) === 0)
	await pocket.context().setOffline(true)
	await go(pocket, '/orders')
	await pocket.click('[data-test=arrive]')
	await until('arrived is written without network, and says that it waits', async () => /等待发送/.test(await pocket.text('[data-test=answered]')))
	await pocket.shot('field-order-offline-zh')
	await pocket.context().setOffline(false)
	await go(pocket, '/status', '[data-test=exchange]')
	await pocket.click('[data-test=exchange]')
	await until('and goes when there is network again', async () => (await pocket.number('waiting')) === 0, 20_000)
	tell('acknowledged', '周敏')
	tell('arrived', '周敏')

	// 吴建国 and 郑丽 by their links.
	await wu.getByRole('tab', { name: '应答链接' }).click()
	await wu.click('[data-test=links-missing]')
	await wu.click('[data-test=show-links]')
	await wu.waitForSelector('[data-test=links] li')
	const links = Object.fromEntries(await wu.locator('[data-test=links] li').evaluateAll((all) => all.map((one) => [one.querySelector('span').firstChild.textContent.trim(), one.querySelector('code').textContent.trim()])))
	check('a link for each of the ten', Object.keys(links).length === 10, JSON.stringify(Object.keys(links)))
	await accessible(wu, 'links to paste')
	await wu.shot('order-links-zh')
	for (const name of ['吴建国', '郑丽']) {
		const guest = await reader(browser, server.base, { viewport: SMALL_PHONE, lang: name === '郑丽' ? 'en' : 'zh-CN' })
		await guest.goto(links[name])
		await guest.waitForSelector('[data-test=acknowledge]')
		check('the link\'s key leaves the address', !guest.url().includes('#o='), guest.url())
		await accessible(guest, 'the page behind a link')
		await noWider(guest, 'the page behind a link')
		await guest.shot(name === '郑丽' ? 'link-order-en' : 'link-order-zh')
		await guest.click('[data-test=acknowledge]')
		await guest.waitForSelector('[data-test=arrive]')
		tell('acknowledged', name)
		if (name === '吴建国') {
			await guest.click('[data-test=arrive]')
			await until('the link says thank you', async () => /谢谢/.test(await guest.text('[data-test=answered]')))
			tell('arrived', name)
			await guest.reload()
			await until('a reload finds the same', async () => /谢谢/.test(await guest.text('[data-test=answered]')))
		}
		await guest.context().close()
	}

	// The hospital's duty officer telephones with the list on paper, and sees two come in.
	await duty.goTo(`/orders/${order}/calls`)
	await duty.click('[data-test=make-calls]')
	await duty.waitForSelector('[data-test=sheet]')
	check('the list names those who are missing, on one sheet', (await duty.locator('[data-test=sheet]').count()) === 1 && (await duty.locator('[data-test=call]').count()) === 8, await duty.locator('[data-test=call]').count())
	const pdf = await duty.pdf({ preferCSSPageSize: true, printBackground: true })
	check('and prints on one side of A4', (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length === 1)
	check('with telephone numbers', /1390000\d{4}/.test(await duty.text('[data-test=call]')))
	await accessible(duty, 'the call list')
	await duty.shot('order-calls-zh', { fullPage: true })
	await duty.goTo(`/orders/${order}`)
	await duty.waitForSelector('.el-table__row')
	await reportFor(duty, '王芳', 'acknowledged', 'phone')
	await reportFor(duty, '冯强', 'arrived', 'duty-officer')
	await reportFor(duty, '陈静', 'arrived', 'duty-officer')
	tell('acknowledged', '王芳', '冯强', '陈静')
	tell('arrived', '冯强', '陈静')
	await figures(wu, 'before minute 45', { acknowledged: paper.acknowledged.size, arrived: paper.arrived.size })
	await wu.getByRole('tab', { name: '接收人员' }).click()
	await wu.waitForSelector('.el-table__row')
	await wu.waitForTimeout(400)
	await noEnglish(wu, 'the muster board')
	await accessible(wu, 'the muster board')
	await wu.shot('muster-zh')

	/* Minute 45: the silent ones go up, and both see it. */
	const silent = NAMES.filter((name) => !paper.acknowledged.has(name))
	await minute(45)
	await wu.goTo(`/orders/${order}`)
	await until('the clock stands past minute 45', async () => Number(await wu.locator('[data-test=clock]').getAttribute('data-minute')) >= 45)
	// The strips of those who are silent come while one presses, and move the button away.
	const goneUp = wu.locator('[data-test=state-escalated]')
	await until('those who have gone up can be asked for', async () => (await goneUp.click(), (await goneUp.getAttribute('aria-pressed')) === 'true'))
	await until(`exactly the ${silent.length} silent ones have gone up`, async () => (await wu.locator('.el-table__row').count()) === silent.length && (await wu.locator('.el-table').first().innerText()).includes(silent[0]), 15_000)
	const shownUp = await wu.locator('.el-table').first().innerText()
	check('each of them by name, and to whom', silent.every((name) => shownUp.includes(name)), shownUp)
	await wu.shot('muster-45-zh')
	const late = await reader(browser, server.base, { viewport: LARGE_PHONE })
	await late.goto(links[silent[0]])
	await late.click('[data-test=acknowledge]')
	await late.waitForSelector('[data-test=arrive]')
	tell('acknowledged', silent[0])
	await figures(wu, 'after minute 45', { acknowledged: paper.acknowledged.size, arrived: paper.arrived.size })
	await wall.goTo('/board')
	const undone = call(data, 'order.list', null, { region: DISTRICT, state: 'open', limit: 100 }).rows.reduce((sum, one) => sum + one.n - (one.needs_arrival ? one.n_arrived : one.n_acknowledged), 0)
	check('two orders at least are under way', undone >= all - 1 + 10 - paper.arrived.size, undone)
	await until('the big screen counts what is not done', async () => figure(await wall.text('[data-test=n-orders]')) === undone || (await wall.text('[data-test=n-orders]')), 15_000)
	await accessible(wall, 'the big screen in an emergency')
	check('and fits the wall', await wall.evaluate(() => document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth))
	await wall.shot('board-response-zh')

	/* Minute 60: the list of the missing, and what came since. */
	await minute(61)
	const missing = NAMES.filter((name) => !paper.arrived.has(name))
	await wu.goTo(`/orders/${order}?tab=missing`)
	await until('the list of the missing is written', async () => (await wu.locator('[data-test=missing] tbody tr').count()) === missing.length || (await wu.locator('[data-test=missing] tbody tr').count()), 15_000)
	const listed = await wu.locator('[data-test=missing]').innerText()
	check('it names exactly who did not come', missing.every((name) => listed.includes(name)) && [...paper.arrived].every((name) => !listed.includes(name)), listed)
	await late.reload()
	await late.click('[data-test=arrive]')
	await until('one comes late', async () => /谢谢/.test(await late.text('[data-test=answered]')))
	tell('arrived', silent[0])
	await until('the list stays, and says what came since', async () => (await wu.locator('[data-test=missing] tbody tr').count()) === missing.length && (await wu.locator('[data-test=missing]').innerText()).includes('（之后）'), 15_000)
	await accessible(wu, 'the list of the missing')
	await noEnglish(wu, 'the list of the missing')
	await wu.shot('muster-60-zh')
	await figures(wu, 'at the end', { acknowledged: paper.acknowledged.size, arrived: paper.arrived.size, missing: 10 - paper.arrived.size })

	/* The course, person by person. */
	await wu.getByRole('tab', { name: '过程' }).click()
	await until('minute by minute: given, received, arrived, gone up, list', async () => {
		const seen = await wu.locator('[data-test=timeline] li').evaluateAll((all) => all.map((one) => one.dataset.what))
		return ['issued', 'acknowledged', 'arrived', 'escalated', 'missing'].every((what) => seen.includes(what)) || seen.join()
	})
	await accessible(wu, 'the course')
	await wu.shot('muster-course-zh', { fullPage: true })
	await wu.getByRole('tab', { name: '接收人员' }).click()
	await wu.locator('.el-table__row', { hasText: '冯强' }).first().click()
	await until('one person\'s line says who reported and how', async () => /值班员.*韩值班 代报/s.test(await wu.text('[data-step=arrived]')))
	await accessible(wu, 'one person of an order')
	await wu.shot('muster-person-zh')
	await wu.keyboard.press('Escape')
	const kept = call(data, 'order.recipients', null, { order, region: DISTRICT, limit: 100 }).rows
	for (const what of ['acknowledged', 'arrived']) {
		const names = kept.filter((row) => row[`${what}_at`]).map((row) => row.name).sort().join()
		check(`${what}: server and paper name the same people`, names === [...paper[what]].sort().join(), names)
	}

	/* Ended, with its reason. */
	await wu.click('[data-test=end-order]')
	await wu.fill('[data-test=reason]', '集结完毕，已出发')
	await wu.click('[data-test=end]')
	await until('ended, and the clock stands', async () => (await wu.text('[data-test=clock]')).includes('命令已结束'))

	group.end()

	/* Small screens, English. */
	const small = await reader(browser, server.base, { lang: 'en', viewport: SMALL_PHONE })
	await signIn(small, COMMANDER, logins[COMMANDER])
	for (const [name, path, ready] of [['orders', '/orders', '.el-table__row'], ['giving an order', '/orders/new', '[data-test=give]'], ['the muster', `/orders/${order}`, '.el-table__row'], ['the missing', `/orders/${order}?tab=missing`, '[data-test=missing]'], ['the course', `/orders/${order}?tab=course`, '[data-test=timeline] li']]) {
		await small.goTo(path)
		await small.waitForSelector(ready)
		await noWider(small, `${name} on a small phone`)
		await accessible(small, `${name} on a small phone`)
		await small.shot(`${name.replace(/ /g, '-')}-phone-en`, { fullPage: true })
	}
	await small.setViewportSize(DESK)
	for (const [name, path] of [['orders', '/orders'], ['order-new', '/orders/new'], ['muster', `/orders/${order}`]]) {
		await small.goTo(path)
		await small.waitForTimeout(600)
		await small.shot(`${name}-desk-en`, { fullPage: true })
	}
})
