// The rest of a street office's day: a phone set up by a code and signed out from afar, how a
// family reports, two grids made one.
//
//   node test/browser/office.mjs          screenshots go to build/shots
import { LARGE_PHONE, accessible, call, check, demo, noEnglish, noWider, reader, run, serve, signIn, until } from './stage/stage.mjs'

const STREET = '120113001'
const COMMUNITY = `${STREET}003`
const GRID = `${COMMUNITY}001`

run('office', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	const officer = Object.keys(logins).find((login) => login.startsWith(`chief-${STREET}`))
	const wang = await reader(browser, server.base)
	await signIn(wang, officer, logins[officer])

	/* A phone. */
	await wang.goTo('/devices')
	await until('an empty list says what to do', async () => (await wang.locator('main').innerText()).includes('启用手机'))
	await wang.click('[data-test=invite-phone]')
	await wang.locator('[data-test=invite-login] input').fill(`grid-${GRID}`)
	await wang.locator('[role=option]:visible', { hasText: `grid-${GRID}` }).first().click()
	await wang.click('[data-test=show-code]')
	await wang.waitForSelector('[data-test=code] svg')
	await until('the code counts down', async () => /1[45]:\d\d/.test(await wang.text('[data-test=code-left]')))
	const box = await wang.locator('[data-test=code] svg').boundingBox()
	check('it is big enough to be scanned', box.width >= 300, `${box.width} px`)
	await noEnglish(wang, 'the code for a phone', '.lf-invite')
	await accessible(wang, 'the code for a phone')
	await wang.shot('device-invite-zh')
	const invited = call(data, 'device.list', officer, { region: STREET, state: 'invited' }).rows
	check('one invitation is open', invited.length === 1, JSON.stringify(invited))
	const again = call(data, 'device.invite', officer, { region: STREET, login: `grid-${GRID}` })
	const enrolled = await fetch(`${server.base}/api/session/device`, {
		method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: again.token, label: '测试手机' }),
	})
	const phone = await enrolled.json()
	check('a phone takes its code', enrolled.ok && Boolean(phone.token), JSON.stringify(phone))
	const asks = () => fetch(`${server.base}/api/account.me`, { headers: { Authorization: `Bearer ${phone.token}` } })
	check('and works', (await asks()).ok)
	await wang.keyboard.press('Escape')
	await wang.goTo('/devices')
	const row = wang.locator('.el-table__row', { hasText: '测试手机' })
	await until('it stands in the list', async () => (await row.count()) === 1 && (await row.innerText()).includes('使用中'))
	await accessible(wang, 'the phones')
	await wang.shot('devices-zh')
	await row.locator('[data-test=end-phone]').click()
	await wang.waitForSelector('.el-message-box')
	check('it asks before it signs out', (await wang.locator('.el-message-box').innerText()).includes('退出'))
	await wang.locator('.el-message-box .el-button--primary').click()
	await until('a phone signed out is told so', async () => (await asks()).status === 401)

	/* How a family reports. */
	const door = call(data, 'household.list', officer, { region: GRID, limit: 1 }).rows[0]
	await wang.goTo(`/households/${encodeURIComponent(door.id)}?region=${door.region}`)
	await wang.waitForSelector('[data-test=bindings]')
	await wang.click('[data-test=give-code]')
	await wang.locator('.el-drawer.open button[type=submit]').click()
	await until('six digits to say', async () => /^\d{3} \d{3}$/.test(await wang.text('[data-test=family-code]')))
	await accessible(wang, 'a code for a family')
	await wang.shot('family-code-zh')
	await wang.keyboard.press('Escape')
	await until('it is listed, without its digits', async () => (await wang.locator('[data-test=bindings] .el-table__row').count()) === 1)
	check('the book page and the card are one press away', (await wang.locator('[data-test=book-page]').count()) === 1 && (await wang.locator('a[href^="/paper/cards"]').count()) >= 1)
	await noEnglish(wang, 'a household with its bindings', '[data-test=bindings]')
	await wang.click('[data-test=show-kept]')
	await until('what is kept can be read out', async () => (await wang.locator('[data-test=kept] section').count()) >= 5)
	await noEnglish(wang, 'what is kept of a household', '[data-test=kept]')
	await accessible(wang, 'what is kept of a household')
	await wang.shot('household-kept-zh')
	await wang.keyboard.press('Escape')
	await wang.shot('household-bindings-zh', { fullPage: true })

	/* Two grids become one. */
	await wang.goTo(`/territory/${COMMUNITY}002`)
	await wang.getByRole('button', { name: '修改' }).first().click()
	await wang.locator('.el-dropdown-menu__item:visible', { hasText: '与其他区域合并' }).click()
	await wang.waitForSelector('[data-test=merge-with] .el-checkbox')
	await wang.locator('[data-test=merge-with] .el-checkbox', { hasText: '第3网格' }).click()
	await accessible(wang, 'merging')
	await wang.shot('merge-zh')
	await wang.locator('.el-drawer.open button[type=submit]').click()
	await wang.locator('.el-message-box .el-button--primary').click()
	await until('two grids are one', () => {
		const rows = call(data, 'region.list', officer, { region: COMMUNITY }).rows
		return Promise.resolve(!rows.some((one) => one.key === `${COMMUNITY}003`) && rows.some((one) => one.name === '第2网格'))
	})
	/* Complaints: what is due first, answered. */
	await wang.goTo('/complaints')
	await wang.click('[data-test=file-complaint]')
	const form = wang.locator('.el-drawer.open')
	await form.locator('textarea').first().fill('楼道灯坏了，晚上看不见')
	await form.locator('.el-form-item', { hasText: '联系' }).locator('input').first().fill('13800001111')
	await accessible(wang, 'filing for somebody')
	await form.locator('button[type=submit]').click()
	await wang.waitForSelector('[data-test=filed]')
	check('it has a number', /\d+/.test(await wang.text('[data-test=filed]')), await wang.text('[data-test=filed]'))
	await noEnglish(wang, 'a complaint that is filed', '[data-test=filed]')
	await wang.shot('complaint-filed-zh')
	await wang.goTo('/complaints')
	await until('a complaint waits for its answer', async () => (await wang.locator('.el-table__row').innerText()).includes('楼道灯坏了'))
	await noEnglish(wang, 'the complaints')
	await accessible(wang, 'the complaints')
	await wang.shot('complaints-zh')
	await wang.locator('.el-table__row').first().click()
	check('how to reach them is masked', !(await wang.locator('.el-drawer.open').innerText()).includes('13800001111'))
	await wang.click('[data-test=open-contact]')
	await until('and opened for who asks', async () => (await wang.locator('.el-drawer.open').innerText()).includes('13800001111'))
	await wang.locator('.el-drawer.open textarea').fill('今天下午更换灯泡，谢谢提醒。')
	await accessible(wang, 'answering')
	await wang.shot('complaint-answer-zh')
	await wang.locator('.el-drawer.open button[type=submit]').click()
	await until('an answered complaint leaves the open ones', async () => (await wang.locator('.el-table__row').count()) === 0)
	await wang.context().close()

	const small = await reader(browser, server.base, { lang: 'en', viewport: LARGE_PHONE })
	await signIn(small, officer, logins[officer])
	for (const [name, path] of [['devices', '/devices?invite=1'], ['complaints', '/complaints'], ['journal', '/journal']]) {
		await small.goTo(path)
		await small.waitForTimeout(500)
		await noWider(small, `${name} on a phone`)
		await accessible(small, `${name} on a phone`)
		await small.shot(`${name}-phone-en`)
	}
})
