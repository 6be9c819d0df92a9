// The family's page on phones: the building's live list, a code once, a report in two
// taps, somebody acting for a household, no network, and what a stranger does not learn.
//
//   node test/browser/family.mjs          screenshots go to build/shots
import { accessible, call, check, DESK, LARGE_PHONE, noEnglish, noWider, reader, run, SMALL_PHONE, until } from './stage/stage.mjs'
import { building, BUILDING, doors, GRID, QUESTION, STREET } from './stage/building.mjs'

const MOST_BYTES = 60 * 1024

async function post(base, path, body, token) {
	const response = await fetch(base + path, {
		method: 'POST', headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(body),
	})
	return { status: response.status, body: await response.json() }
}

await run('family', async (browser, servers) => {
	const { data, base } = await building('family', servers)
	const { token: group } = call(data, 'group.link', 'li', { region: BUILDING })
	const link = `/resident/#g=${group}`
	const code = (household, relation = 'self') => call(data, 'binding.code', 'li', { household, relation, consent: 'door' }).code
	const state = (household, sweep = 'visit') => call(data, 'sweep.doors', 'li', { sweep, region: GRID, limit: 500 }).rows.find((row) => row.household === household)

	/* A stranger opens the link of the building. */
	const stranger = await reader(browser, base, { viewport: SMALL_PHONE })
	const wire = await stranger.context().newCDPSession(stranger)
	await wire.send('Network.enable')
	await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000 / 8, uploadThroughput: 20_000 / 8 })
	let bytes = 0
	wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
	const answers = []
	stranger.on('response', async (response) => response.url().includes('/api/') && answers.push(await response.text().catch(() => '')))
	const began = Date.now()
	await stranger.goTo(link, '.r-door')
	const firstView = bytes
	check('the whole first view weighs less than 60 kB', firstView > 10_000 && firstView < MOST_BYTES, String(firstView))
	check('it is there within twelve seconds at 50 kbit/s', Date.now() - began < 12_000, `${Date.now() - began} ms`)
	await wire.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
	check('sixty doors by floor, highest on top', (await stranger.locator('.r-door').count()) === 60 && (await stranger.locator('.r-door').first().innerText()).startsWith('1501'), await stranger.locator('.r-door').first().innerText())
	check('nobody has reported', (await stranger.text('[data-test=count]')).includes('0 / 60'), await stranger.text('[data-test=count]'))
	await until('the list was asked for', async () => answers.length > 0)
	const told = answers.join('')
	check('a stranger learns doors and nothing else', !doors.some((one) => told.includes(one.name)) && !/"h\d+0\d"|1392|household|resident|phone|name"/.test(told), told.slice(0, 300))
	await accessible(stranger, 'the building')
	await noWider(stranger, 'the building')
	await noEnglish(stranger, 'the building')
	await stranger.shot('family-building-360-zh')
	const wrong = await post(base, '/api/session/household', { group, door: '301', code: '000000' })
	const nowhere = await post(base, '/api/session/household', { group, door: '9901', code: '000000' })
	check('a wrong code and a door that does not exist are answered alike', wrong.status === nowhere.status && wrong.body.problem.number === nowhere.body.problem.number, JSON.stringify([wrong, nowhere]))
	check('without a key nothing is told', (await post(base, '/api/household.list', { region: BUILDING })).status === 401)
	const closed = await post(base, '/api/group.open', { token: 'A'.repeat(group.length) })
	check('a made-up link is closed', closed.body.problem?.number === 5501, JSON.stringify(closed))

	/* A family binds its phone by a code, once. */
	const family = await reader(browser, base, { viewport: LARGE_PHONE })
	await family.goTo(link, '.r-door')
	await family.click('[data-door="301"]')
	await family.waitForSelector('#code')
	await family.shot('family-code-412-zh')
	await accessible(family, 'the code')
	await family.fill('#code', '12')
	await family.click('[data-test=bind]')
	await until('too few digits are explained', async () => (await family.locator('[role=alert]').innerText()).includes('六位'))
	const right = code('h301')
	await family.fill('#code', right === '111111' ? '222222' : '111111')
	await family.click('[data-test=bind]')
	await until('a wrong code is said to be wrong', async () => (await family.locator('[role=alert]').innerText()).length > 4)
	await family.shot('family-code-wrong-412-zh')
	await family.fill('#code', `${right.slice(0, 3)} ${right.slice(3)}`)
	await family.click('[data-test=bind]')
	await family.waitForSelector('[data-test=report]')
	check('the page knows its door', (await family.text('h1')).includes('301'), await family.text('h1'))
	check('and whom to call', (await family.locator('main').innerText()).includes('李秀英'), await family.locator('main').innerText())
	await family.shot('family-home-412-zh')
	await accessible(family, 'the household')

	/* From then on: the link, two taps. */
	await family.goto('about:blank')
	await family.goTo(link, '.r-door')
	await until('its own door is marked', async () => family.locator('[data-door="301"].is-mine').isVisible())
	let nTaps = 0
	const tap = async (selector) => {
		nTaps++
		await family.click(selector)
	}
	await tap('[data-door="301"]')
	await family.waitForSelector('[data-test=report]')
	await tap('[data-test=report]')
	await until('the report is taken', async () => family.locator('[data-test=reported]').isVisible())
	check('in two taps', nTaps === 2)
	const row = state('h301')
	check('the server has it, from the group', row.state === 'done' && row.channel === 'group', JSON.stringify(row))
	await until('the stranger’s list moves by itself', async () => (await stranger.text('[data-test=count]')).includes('1 / 60'), 20_000)
	await family.shot('family-reported-412-zh', { fullPage: true })

	/* The exit pass on the phone, with network and without. */
	await family.goTo('/resident/', 'h1')
	await family.click('[data-test=pass]')
	await until('a family without a pass is told whom to ask', async () => family.locator('[data-test=no-pass]').isVisible())
	const issued = call(data, 'pass.issue', 'li', { region: GRID, kind: 'household', household: 'h301', until_at: new Date(Date.now() + 20 * 86_400_000).toISOString(), quota: 1, days: 2, basis: '果园新村街道通告〔2020〕3号' })
	await family.goTo('/resident/', 'h1')
	await family.click('[data-test=pass]')
	await family.waitForSelector('[data-test=pass] svg path')
	const pass = await family.text('[data-test=pass]')
	check('its number, door and quota stand below', pass.includes(String(issued.number)) && pass.includes('301') && pass.includes('2天内可外出1次'), pass)
	check('no name stands on it', !pass.includes('建国'), pass)
	const square = await family.locator('[data-test=pass] svg').boundingBox()
	check('the square is large enough for a camera', square.width >= 200, `${square.width} px`)
	await accessible(family, 'the exit pass')
	await noEnglish(family, 'the exit pass')
	await family.shot('family-pass-412-zh')
	await family.goto('about:blank')
	await family.goTo('/resident/', 'h1')
	await family.context().setOffline(true)
	await family.click('[data-test=pass]')
	await until('without network it is shown as kept', async () => (await family.locator('[data-test=pass] svg path').count()) === 1 && family.locator('[data-test=pass-kept]').isVisible())
	await family.context().setOffline(false)

	/* A sweep that asks about health: nothing is answered beforehand. */
	call(data, 'sweep.start', null, { id: 'fever', region: STREET, kind: 'temperature', title: '发热排查', questions: JSON.stringify([{ key: 'q1', label: QUESTION, kind: 'flag' }]) })
	await family.goto('about:blank')
	await family.goTo('/resident/', 'h1')
	await family.waitForSelector('[data-test=all-no]')
	check('the question stands there unanswered', (await family.locator('main').innerText()).includes(QUESTION) && (await family.locator('input:checked').count()) === 0)
	const posted = []
	family.on('request', (request) => request.url().endsWith('/api/visit.record') && posted.push(request.postDataJSON()))
	await family.shot('family-question-412-zh')
	await family.click('[data-test=all-no]')
	await until('one tap answers what was read', async () => posted.length === 1 && state('h301', 'fever').state === 'done')
	check('the answer is a plain no, from the household itself', posted[0].answers.q1 === false && posted[0].channel === 'self', JSON.stringify(posted))

	/* A count has bounds: a slip is said and nothing is sent. */
	call(data, 'sweep.start', null, { id: 'persons', region: STREET, kind: 'visit', title: '人数登记', questions: JSON.stringify([{ key: 'n', label: '现住几人', kind: 'int' }, { key: 'rooms', label: '几个房间', kind: 'int', min: 1, max: 8 }]) })
	await family.goto('about:blank')
	await family.goTo('/resident/', 'h1')
	const blank = (i) => family.locator('[data-sweep=persons] .r-field').nth(i)
	await blank(0).fill('9999')
	await family.click('[data-sweep=persons] [data-test=report]')
	await until('9999 persons are questioned', async () => (await family.locator('[data-sweep=persons] [role=alert]').innerText()).includes('0 到 99'))
	await family.shot('family-number-412-zh', { fullPage: true })
	await accessible(family, 'a number that cannot be')
	await blank(0).fill('3')
	await blank(1).fill('9')
	await blank(1).press('Enter')
	await until('the question’s own bounds count', async () => (await family.locator('[data-sweep=persons] [role=alert]').innerText()).includes('1 到 8'))
	check('nothing was sent with it', state('h301', 'persons').state === 'none')
	await blank(1).fill('２')
	await family.click('[data-sweep=persons] [data-test=report]')
	await until('a right number goes', async () => state('h301', 'persons').state === 'done')
	check('as it was written', JSON.stringify(posted.at(-1).answers) === '{"n":3,"rooms":2}', JSON.stringify(posted.at(-1)))

	/* Without network. */
	await family.goto('about:blank')
	call(data, 'sweep.start', null, { id: 'leaflet', region: STREET, kind: 'leaflet', title: '领取通知' })
	await family.goTo('/resident/', 'h1')
	await family.waitForSelector('[data-sweep=leaflet] [data-test=report]')
	await family.context().setOffline(true)
	await family.click('[data-sweep=leaflet] [data-test=report]')
	await until('a report without network says that it waits', async () => (await family.locator('[data-test=waiting]').innerText()).includes('1 条'))
	await family.shot('family-offline-412-zh')
	await accessible(family, 'waiting without network')
	check('it is kept on the phone', (await family.evaluate(() => JSON.parse(localStorage.getItem('lf.waiting')).length)) === 1)
	check('and not yet with the server', state('h301', 'leaflet').state === 'none')
	await family.context().setOffline(false)
	await until('with network it goes by itself', async () => state('h301', 'leaflet').state === 'done', 30_000)
	await until('and the note is gone', async () => (await family.locator('[data-test=waiting]').count()) === 0)

	/* Somebody acts for the family. */
	await family.click('[data-test=helpers]')
	await family.waitForSelector('[data-test=make-code]')
	await family.locator('input[value=neighbour]').check()
	await family.click('[data-test=make-code]')
	await family.waitForSelector('[data-test=code]')
	const agentCode = (await family.text('[data-test=code]')).replace(/\D/g, '')
	check('the family makes a code of six digits', agentCode.length === 6, agentCode)
	await family.shot('family-helpers-412-zh', { fullPage: true })
	await accessible(family, 'who may report')
	const agent = await reader(browser, base, { viewport: SMALL_PHONE })
	await agent.goTo(link, '.r-door')
	await agent.click('[data-door="301"]')
	await agent.locator('[data-test=agent]').check()
	await agent.fill('#code', agentCode)
	await agent.click('[data-test=bind]')
	await until('the helper’s page says for whom', async () => (await agent.locator('main').innerText()).includes('您代这一户填报（邻居）'))
	call(data, 'sweep.start', null, { id: 'other', region: STREET, kind: 'other', title: '买菜登记' })
	await agent.goto('about:blank')
	await agent.goTo('/resident/', 'h1')
	await agent.click('[data-sweep=other] [data-test=report]')
	await until('and the helper reports', async () => state('h301', 'other').state === 'done')
	await agent.shot('family-agent-360-zh', { fullPage: true })
	const visits = call(data, 'visit.history', 'li', { household: 'h301' }).rows
	check('the record says that a neighbour acted', visits.some((one) => one.sweep === 'other' && one.agent === 'neighbour'), JSON.stringify(visits[0]))
	const own = code('h401')
	await agent.goTo(`/resident/#g=${group}&d=401`, '#code')
	check('the code at a door opens that door', (await agent.text('h1')) === '401', await agent.text('h1'))
	await agent.locator('[data-test=agent]').check()
	await agent.fill('#code', own)
	await agent.click('[data-test=bind]')
	await until('a helper does not pass for the family', async () => (await agent.locator('[role=alert]').innerText()).includes('住户自己的验证码'))
	check('and is not bound', (await agent.evaluate(() => JSON.parse(localStorage.getItem('lf.homes')).length)) === 1)

	/* A key opens its own household and no other. */
	const { token } = (await family.evaluate(() => JSON.parse(localStorage.getItem('lf.homes'))))[0]
	const other = await post(base, '/api/visit.record', { id: 'x1', sweep: 'visit', household: 'h302', state: 'done', channel: 'self' }, token)
	check('a household cannot report for another', other.body.problem && state('h302').state === 'none', JSON.stringify(other))
	for (const [command, args] of [['household.get', { household: 'h302' }], ['household.list', {}], ['sweep.doors', { sweep: 'visit' }], ['resident.list', {}]])
		check(`nor read ${command}`, (await post(base, `/api/${command}`, args, token)).status >= 400)

	/* What is kept. */
	call(data, 'resident.open', 'li', { resident: 'r-h301', purpose: '电话核实情况' })
	call(data, 'resident.open', 'zhou', { resident: 'r-h301', purpose: '核对登记信息' })
	await family.goTo('/resident/', 'h1')
	await family.click('[data-test=kept]')
	await family.waitForSelector('[data-test=kept-row]')
	await until('the family reads what is kept, why and who looked', async () => {
		const text = await family.locator('main').innerText()
		return text.includes('电话核实情况') && text.includes('邻居') && !text.includes('李秀英') ? true : text
	})
	check('whoever looked is named by the role, in words', /街道社区干部.*核对登记信息/.test(await family.locator('main').innerText()), await family.locator('main').innerText())
	await noEnglish(family, 'what is kept')
	await family.shot('family-kept-412-zh', { fullPage: true })
	await accessible(family, 'what is kept')

	/* Every page has a way to complain: those before one may sign in, too. */
	const nobody = await reader(browser, base, { viewport: SMALL_PHONE })
	for (const path of ['/sign-in', '/link/no-such-token', '/field/']) {
		await nobody.goTo(path, '[data-test=complain]')
		await nobody.click('[data-test=complain]')
		await until(`${path} leads to the complaint`, async () => (await nobody.text('h1')) === '投诉或建议' && nobody.locator('#text').isVisible())
	}

	/* A complaint from somebody without a household on the phone, and its answer. */
	await stranger.click('[data-test=complain]')
	await stranger.fill('#text', '十二号楼的电梯坏了三天没人修')
	await stranger.shot('family-complaint-360-zh', { fullPage: true })
	await accessible(stranger, 'the complaint')
	await stranger.click('[data-test=file]')
	await stranger.waitForSelector('[data-test=filed]')
	const number = await stranger.text('[data-test=complaint] b')
	check('a complaint has its number at once', /^\S+$/.test(number) && (await stranger.text('[data-test=filed]')).includes(number), await stranger.text('[data-test=filed]'))
	const { rows: filed } = call(data, 'complaint.list', 'zhou', { region: STREET })
	call(data, 'complaint.answer', 'zhou', { complaint: filed.find((one) => one.number === number).complaint, text: '已联系物业，今天下午修好。' })
	await stranger.goto('about:blank')
	await stranger.goTo(link, '.r-door')
	await stranger.click('[data-test=complain]')
	await until('and its answer later, on the same phone', async () => (await stranger.locator('[data-test=complaint]').innerText()).includes('今天下午修好'))
	await stranger.shot('family-answer-360-zh', { fullPage: true })

	/* A card: two taps as well. */
	const card = call(data, 'binding.card', 'li', { households: '["h501"]', region: BUILDING }).rows[0]
	const elder = await reader(browser, base, { viewport: SMALL_PHONE })
	await elder.goTo(`/resident/#c=${card.token}`, '[data-test=use-card]')
	check('the key of the card leaves the address', !elder.url().includes(card.token), elder.url())
	await elder.shot('family-card-360-zh')
	await elder.click('[data-test=use-card]')
	await elder.click('[data-sweep=visit] [data-test=report]')
	await until('a card reports, too', async () => state('h501').state === 'done')
	await elder.getByRole('button', { name: '大字' }).or(elder.getByRole('button', { name: '大号字' })).first().click()
	check('letters grow', (await elder.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))) >= 21)
	await noWider(elder, 'the household in large letters')
	await elder.shot('family-large-360-zh', { fullPage: true })
	await elder.click('[data-test=remove]')
	await elder.click('[data-test=remove-yes]')
	await until('a phone is taken off', async () => (await elder.evaluate(() => JSON.parse(localStorage.getItem('lf.homes')).length)) === 0)

	/* English, desk, help; then the link is closed. */
	const en = await reader(browser, base, { lang: 'en', viewport: LARGE_PHONE })
	await en.goTo(link, '.r-door')
	await en.shot('family-building-412-en')
	await accessible(en, 'the building in English')
	await en.click('[data-door="302"]')
	await en.fill('#code', code('h302'))
	await en.click('[data-test=bind]')
	await en.waitForSelector('[data-sweep=visit]')
	await en.shot('family-home-412-en', { fullPage: true })
	const english = (await en.locator('body').innerText()).replace(/果园里|\d+号楼|入户排查|发热排查|领取通知|买菜登记|人数登记|现住几人|几个房间|李秀英|中文/g, '').replace(QUESTION, '')
	check('the page is English throughout', !/[\u3400-\u9fff]/.test(english), english.match(/.{0,20}[\u3400-\u9fff].{0,20}/)?.[0])
	for (const name of ['kept', 'helpers']) {
		await en.goTo('/resident/', 'h1')
		await en.click(`[data-test=${name}]`)
		await en.waitForTimeout(500)
		const text = (await en.locator('main').innerText()).replace(/果园里|\d+号楼/g, '')
		check(`${name} is English throughout`, !/[\u3400-\u9fff]/.test(text), text.match(/.{0,20}[\u3400-\u9fff].{0,20}/)?.[0])
		await en.shot(`family-${name}-412-en`, { fullPage: true })
	}
	const desk = await reader(browser, base, { viewport: DESK })
	await desk.goTo('/resident/', 'h1')
	await desk.shot('family-start-desk-zh')
	await accessible(desk, 'the page without a link')
	call(data, 'group.end', 'li', { region: BUILDING })
	await desk.goTo(link, 'h1')
	await until('a closed link says what to do', async () => (await desk.locator('[role=alert]').innerText()).includes('要新链接'))
	await desk.shot('family-closed-desk-zh')
})
