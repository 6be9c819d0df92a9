// The gates' desk: a gate set up and its square printed, passes issued, printed and made
// void, visitors typed in from paper, counts by the hour, what did not fit, who was there
// at the same time, signers and keys.
//
//   node test/browser/gates.mjs          screenshots go to build/shots
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { PIN, go, phone, synced, unlock } from './stage/phone.mjs'
import { SMALL_PHONE, accessible, call, check, DESK, demo, noEnglish, noWider, place, reader, run, serve, signIn, until } from './stage/stage.mjs'

const STREET = '120113001'
const GRID = `${STREET}003001`

async function pages(page) {
	await page.emulateMedia({ media: 'print' })
	const bytes = await page.pdf({ preferCSSPageSize: true })
	await page.emulateMedia({ media: 'screen' })
	return (bytes.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length
}

/* Another gate, chosen by hand: it stays, the shift's own is named, and my duty leads back to it. */
async function byHand(own, shiftGate) {
	const here = () => own.text('.gp-head h1')
	await go(own, '/gate?v=gates', '[data-gate=west]')
	await own.click('[data-gate=west]')
	await until('a gate chosen by hand is taken', async () => (await here()) === '西门' || here())
	await until('and the one of the shift is named', async () => (await own.text('[data-test=due]')).includes(shiftGate))
	await noWider(own, 'a gate beside that of the shift')
	await accessible(own, 'a gate beside that of the shift')
	await own.shot('gate-due-360-zh')
	await go(own, '/more')
	await go(own, '/gate', '#gp-typed')
	await own.waitForTimeout(500)
	check('what a hand chose stays', (await here()) === '西门', await here())
	await go(own, '/duty', '[data-test=duty-now]')
	if (await own.locator('[data-test=begin]').count()) await own.click('[data-test=begin]')
	await own.click('[data-test=to-gate]')
	await until('my duty leads to its own gate', async () => (await here()) === shiftGate || here())
}

/* A record with a value nobody typed badly: the card names the gate, one press sends it again. */
async function refused(browser, base, data, login) {
	const own = await reader(browser, base, { viewport: SMALL_PHONE, hasTouch: true, isMobile: true, serviceWorkers: 'block' })
	await own.goto(base + call(data, 'device.invite', null, { login }).url_path)
	await own.fill('#pin-first', PIN)
	await own.fill('#pin-second', PIN)
	await own.click('[data-test=enrol]')
	await own.waitForSelector('.gate-page #gp-typed')
	await own.route('**/api/sync/push', (route) => {
		const { commands } = route.request().postDataJSON()
		return route.continue({ postData: JSON.stringify({ commands: commands.map((one) => (one.command === 'gate.scan' ? { ...one, temperature: 20 } : one)) }) })
	})
	await own.click('[data-test=emergency]')
	await own.click('[data-test=alarm-done]')
	await own.evaluate(() => (location.hash = '#/status'))
	await own.click('[data-test=exchange]')
	await go(own, '/inbox', '[data-test=again]')
	const said = await own.text('[data-refusal]')
	check('a refused record names its gate and compound, and no code of a region', said.includes('东门') && !/\d{9,}/.test(said.replace(/\d\d:\d\d/g, '')), said)
	check('and says the temperature in degrees, not in tenths', said.includes('45.0 °C') && !said.includes('450'), said)
	await accessible(own, 'a refused record of a gate')
	await noEnglish(own, 'a refused record of a gate')
	await own.shot('gate-refused-360-zh')
	await own.unroute('**/api/sync/push')
	await own.click('[data-test=again]')
	await synced(own, 'the record sent again')
	await go(own, '/inbox')
	check('sent again it is taken', (await own.locator('[data-refusal]').count()) === 0)
	await own.context().close()
}

/* A visitor half written down when the tab is killed stands there again; one who was put aside does not. */
async function halfTyped(own) {
	await go(own, '/gate?v=visitor', '[data-test=let-in]')
	await own.locator('.choice label', { hasText: '代填' }).click()
	await own.fill('#gp-name', '来客半')
	await own.fill('#gp-phone', '138001')
	await own.waitForTimeout(700)
	await own.reload()
	await unlock(own)
	await own.waitForSelector('[data-test=let-in]')
	await until('a visitor half written down outlives the tab', async () => (await own.inputValue('#gp-name')) === '来客半' && (await own.inputValue('#gp-phone')) === '138001')
	await own.click('.page-back')
	await own.waitForSelector('#gp-typed')
	await go(own, '/gate?v=visitor', '[data-test=let-in]')
	await own.locator('.choice label', { hasText: '代填' }).click()
	await own.waitForTimeout(500)
	check('and one who was put aside leaves nothing to the next', (await own.inputValue('#gp-name')) === '', await own.inputValue('#gp-name'))
	await own.click('.page-back')
}

/* The keeper of the demo: from the printed login to the gate without a manual. */
async function ledToTheGate(browser, base, data, logins) {
	const login = Object.keys(logins).find((one) => one.startsWith('guard-'))
	const desk = await reader(browser, base, { viewport: SMALL_PHONE })
	await signIn(desk, login, logins[login])
	await until('signed in, a keeper sees the shift and is told of the work phone', async () => /\d\d:\d\d–\d\d:\d\d.*卡口.*工作手机/s.test(await desk.text('[data-test=duty-card]')))
	await noWider(desk, 'the first page of a keeper')
	await noEnglish(desk, 'the first page of a keeper')
	await accessible(desk, 'the first page of a keeper')
	await desk.shot('keeper-first-360-zh')
	await desk.context().close()
	/* Two gates in the compound: the shift says which of them, nobody chooses. */
	const mine = call(data, 'shift.mine', login, {}).rows.find((one) => one.gate)
	const officer = `chief-${STREET}`
	call(data, 'gate.open', officer, { region: mine.region, id: 'west', name: '西门' })
	const shiftGate = call(data, 'gate.list', officer, { region: mine.region }).rows.find((one) => one.gate === mine.gate).name
	const own = await phone(browser, base, { viewport: SMALL_PHONE })
	await own.goto(base + call(data, 'device.invite', null, { login }).url_path)
	await own.fill('#pin-first', PIN)
	await own.fill('#pin-second', PIN)
	await own.click('[data-test=enrol]')
	await own.waitForSelector('.gate-page #gp-typed')
	await until('the phone is led to the gate of the shift, past the list', async () => (await own.text('.gp-head h1')) === shiftGate || own.text('.gp-head h1'))
	await own.fill('#gp-typed', '9号楼9-901')
	await own.click('[data-test=look]')
	await until('a door without a pass is not called "no pass"', async () => (await own.text('.gp-wrong')).includes('9号楼9-901'))
	/* A pass, let through by an unsteady thumb: one record, taken by the centre. */
	const at = call(data, 'posting.list', officer, { account: login }).rows[0]?.region ?? login.slice(6).split('-')[0]
	const home = call(data, 'household.list', officer, { region: at, limit: 60 }).rows.at(-1)
	const { number } = call(data, 'pass.issue', officer, { region: at, kind: 'household', household: home.id, until_at: Date.now() + 86_400_000 })
	await own.reload()
	await unlock(own)
	await own.waitForSelector('#gp-typed')
	await until('the phone learns of the pass', async () => {
		await own.fill('#gp-typed', String(number))
		await own.click('[data-test=look]')
		if ((await own.getAttribute('[data-test=verdict]', 'data-faults')) === '') return true
		await own.click('.page-back')
		return false
	}, 30_000)
	await own.click('[data-tenths="365"]')
	await own.click('[data-test=papers]')
	await own.locator('[data-test=let-pass]').evaluate((button) => [1, 2, 3].forEach(() => button.click()))
	await own.waitForSelector('#gp-typed')
	/* The next person comes while the last can still be taken back. */
	await own.waitForSelector('[data-test=undo]')
	await own.fill('#gp-typed', String(number))
	await own.click('[data-test=look]')
	await own.waitForSelector('[data-test=verdict]')
	const covered = await own.evaluate(() => {
		const bar = document.querySelector('.snack').getBoundingClientRect()
		return ['.gp-head h1', '.page-back', '[data-test=verdict] h2', '[data-test=let-pass], [data-test=turn-back]'].filter((mark) => {
			const box = document.querySelector(mark).getBoundingClientRect()
			return box.top < bar.bottom && bar.top < box.bottom
		})
	})
	check('the way back of the last one hides neither the gate, ‹, the next person nor a button', covered.length === 0, covered.join(' '))
	await own.shot('gate-undo-360-zh')
	await own.goBack()
	await until('the phone’s own back key puts the person aside and stays at the gate', async () => (await own.locator('#gp-typed').isVisible()) && (await own.locator('[data-test=verdict]').count()) === 0)
	await synced(own, 'the keeper')
	const counted = call(data, 'gate.counts', officer, { region: at, day: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) }).rows
	check('three taps are one person at the centre, and nothing is refused', counted.filter((row) => row.decision === 'pass').reduce((sum, row) => sum + row.n, 0) === 1, JSON.stringify(counted))
	await go(own, '/')
	await until('the first page of the phone names the place', async () => (await own.text('[data-test=keeps]')).includes('您正在值守'))
	await accessible(own, 'the first page of a keeper\'s phone')
	await noEnglish(own, 'the first page of a keeper\'s phone')
	await own.shot('keeper-today-360-zh')
	await own.click('[data-test=to-gate]')
	await until('and leads to the gate', async () => (await own.locator('#gp-typed').count()) === 1)
	await halfTyped(own)
	await byHand(own, shiftGate)
	await refused(browser, base, data, login)
	await own.context().close()
}

await run('gates', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	const officer = `chief-${STREET}`
	await ledToTheGate(browser, server.base, data, logins)
	const desk = await reader(browser, server.base)
	await signIn(desk, officer, logins[officer])

	/* A gate. */
	await desk.goTo('/gates')
	await desk.click('[data-test=open-gate]')
	await desk.fill('#gate-name', '南门')
	await desk.click('[data-test=gate-send]')
	await until('a street is too large for a gate', async () => (await desk.locator('.el-drawer.open [role=alert]').innerText()).length > 4)
	await accessible(desk, 'setting up a gate')
	await noEnglish(desk, 'setting up a gate', '.el-drawer.open')
	await desk.shot('gate-form-1366-zh')
	await desk.keyboard.press('Escape')
	await desk.goTo(`/gates?region=${GRID}`)
	await desk.click('[data-test=open-gate]')
	await desk.fill('#gate-name', '南门')
	await desk.click('[data-test=gate-send]')
	await until('it stands in the list', async () => (await desk.locator('[data-test=gate]', { hasText: '南门' }).count()) === 1)
	const gate = call(data, 'gate.list', officer, { region: GRID }).rows.find((row) => row.name === '南门')
	check('fever from 37.3 °C unless said otherwise', gate.fever === 373, String(gate.fever))

	/* Passes: beside those the demo has. */
	const had = call(data, 'pass.list', officer, { region: STREET, state: 'open', limit: 500 }).rows
	const lastNumber = Math.max(0, ...had.map((one) => one.number))
	const doors = call(data, 'household.list', officer, { region: GRID, limit: 103 }).rows.slice(100)
	await desk.goTo('/gates/passes')
	await desk.click('[data-test=issue]')
	await desk.locator('.el-select:has(#pass-door)').click()
	await desk.locator('#pass-door').pressSequentially(`${doors[0].building ?? ''} ${doors[0].door}`.trim(), { delay: 10 })
	await desk.locator('[role=option]:visible').first().click()
	await desk.locator('.el-drawer.open .el-checkbox').click()
	await desk.click('[data-test=issue-send]')
	await until('a limit without a rule is refused in words', async () => (await desk.locator('.el-drawer.open [role=alert]').innerText()).includes('依据'))
	await desk.fill('#pass-basis', '果园新村街道通告〔2020〕3号')
	await desk.waitForTimeout(300)
	await accessible(desk, 'issuing a pass')
	await noEnglish(desk, 'issuing a pass', '.el-drawer.open')
	await desk.shot('pass-form-1366-zh')
	await desk.click('[data-test=issue-send]')
	await desk.waitForSelector('[data-test=card] svg')
	check('its card is there to print', (await desk.text('[data-test=card]')).includes('2 天 1 次'), await desk.text('[data-test=card]'))
	const box = await desk.locator('[data-test=card] svg').first().boundingBox()
	check('the square is large enough for old eyes and cheap cameras', box.width >= 160, `${box.width} px`)
	check('no name stands on it', !/[王李张刘陈]\S{1,2}(?=\s)/.test((await desk.text('[data-test=card]')).replace(/果园\S+/g, '')))
	check('one side of paper', (await pages(desk)) === 1)
	await noEnglish(desk, 'a card', '[data-test=sheet]')
	await accessible(desk, 'a card')
	await desk.shot('pass-card-1366-zh')
	for (const door of doors.slice(1)) call(data, 'pass.issue', officer, { id: `p-${door.door}`, region: STREET, kind: 'household', household: door.id, until_at: new Date(Date.now() + 20 * 86_400_000).toISOString() })
	call(data, 'pass.issue', officer, { id: 'p-car', region: STREET, kind: 'vehicle', plate: '津A12345', opens: GRID, until_at: new Date(Date.now() + 86_400_000).toISOString() })
	await desk.goTo('/gates/passes')
	await until('four more passes', async () => (await desk.locator('.el-table__row').count()) === had.length + 4)
	await accessible(desk, 'the passes')
	await noEnglish(desk, 'the passes')
	await desk.shot('passes-1366-zh')
	await desk.click('[data-test=print-all]')
	await until('a card each', async () => (await desk.locator('[data-test=card]').count()) === had.length + 4)
	await desk.goTo('/gates/passes')
	const first = await desk.locator('.el-table__row').first().innerText()
	await desk.locator('.el-table__row').first().locator('[data-test=void]').click()
	check('without a reason nothing is made void', await desk.locator('[data-test=void-send]').isDisabled())
	await desk.fill('[data-test=void-reason]', '卡片丢失')
	await desk.waitForTimeout(300)
	await accessible(desk, 'making a pass void')
	await desk.click('[data-test=void-send]')
	await until('three of them are left', async () => (await desk.locator('.el-table__row').count()) === had.length + 3)
	const gone = call(data, 'pass.list', officer, { region: STREET, state: 'void' }).rows
	check('that one is void', gone.length === 1 && first.includes(String(gone[0].number)), first)

	/* Work at the gate. */
	const open = call(data, 'pass.list', officer, { region: STREET, state: 'open', kind: 'household' }).rows.filter((one) => one.number > lastNumber)
	const scan = (args) => call(data, 'gate.scan', officer, { region: STREET, gate: gate.gate, device_at: new Date().toISOString(), ...args })
	for (const pass of open) scan({ decision: 'pass', direction: 'out', pass: String(pass.number) })
	scan({ decision: 'pass', direction: 'out', pass: String(open[0].number), device_at: new Date(Date.now() + 30_000).toISOString() })
	scan({ decision: 'turn_back', reason: '没有通行证' })
	scan({ decision: 'emergency' })

	/* Visitors from paper. */
	await desk.goTo(`/gates/visitors?region=${GRID}`)
	await desk.waitForSelector('[data-test=write-visitor]')
	await until('among several gates none is chosen for the clerk', async () => (await desk.text('[data-test=visitor-gate]')).includes('请选择'))
	await desk.click('[data-test=visitor-gate]')
	await desk.locator('[role=option]:visible', { hasText: '南门' }).click()
	check('a gate is named with its compound or grid', (await desk.text('[data-test=visitor-gate]')).includes('南门 · '))
	const line = desk.locator('[data-test=write-visitor] input.el-input__inner:not([role=combobox])')
	for (const [name, tel, where] of [['赵快递', '13900000001', '3-101'], ['钱亲戚', '13900000002', '3-102']]) {
		await desk.fill('#visitor-name', name)
		await desk.locator('[data-test=write-visitor] label').nth(3).locator('input').fill(tel)
		await desk.locator('[data-test=write-visitor] label').nth(4).locator('input').fill(where)
		await desk.keyboard.press('Enter')
		await until(`${name} is written down`, async () => (await desk.locator('[data-test=write-visitor] ~ p[role=status]').count()) === 1 && (await desk.locator('#visitor-name').inputValue()) === '')
	}
	check('the next line begins by itself', (await desk.evaluate(() => document.activeElement?.id)) === 'visitor-name' && (await line.count()) > 0)
	await until('both stand there, masked', async () => (await desk.locator('.el-table__row').count()) === 2 && !(await desk.locator('.el-table').innerText()).includes('13900000001'))
	await accessible(desk, 'the visitors')
	await noEnglish(desk, 'the visitors')
	await desk.shot('visitors-1366-zh')

	/* Counts: of this gate, the one whom the keeper let through, and the emergency that was sent again. */
	await desk.goTo(`/gates?region=${GRID}`)
	await until('counted as it was', async () => (await desk.number('n-pass')) === open.length + 2 && (await desk.number('n-sum')) === open.length + 5)
	await accessible(desk, 'the gates')
	await noEnglish(desk, 'the gates')
	await desk.shot('gates-1366-zh')
	await desk.goTo('/gates/conflicts')
	await until('what did not fit, in words', async () => (await desk.locator('.el-table').innerText()).includes('重复使用'))
	await accessible(desk, 'what did not fit')
	await noEnglish(desk, 'what did not fit')
	await desk.shot('gate-conflicts-1366-zh')
	await desk.goTo('/gates/companions')
	await desk.waitForTimeout(500)
	await desk.click('[data-test=near-gate]')
	await desk.locator('[role=option]:visible', { hasText: '南门' }).click()
	await desk.fill('[data-test=near-number]', String(open[0].number))
	await until('a gate is chosen', async () => (await desk.locator('.el-select', { hasText: /门/ }).count()) === 1)
	check('without a purpose nothing is asked', await desk.locator('[data-test=near-send]').isDisabled())
	await desk.fill('[data-test=near-purpose]', '追踪密切接触者')
	await desk.click('[data-test=near-send]')
	await until('who was there at the same time', async () => (await desk.locator('[data-test=near] tbody tr').count()) >= 2)
	await desk.waitForTimeout(400)
	await accessible(desk, 'who was there')
	await noEnglish(desk, 'who was there')
	await desk.shot('gate-companions-1366-zh')
	check('the question stands in the journal', call(data, 'journal.list', null, { region: STREET, command: 'gate.companions' }).rows.length === 1)

	/* The square for visitors. */
	await desk.goTo('/gates')
	await desk.locator('[data-test=gate]', { hasText: '南门' }).locator('[data-test=gate-sign]').click()
	await desk.waitForSelector('[data-test=sheet] svg')
	check('one side of paper for the gate', (await pages(desk)) === 1)
	await noEnglish(desk, 'the sheet of a gate', '[data-test=sheet]')
	await accessible(desk, 'the sheet of a gate')
	await desk.shot('gate-sign-1366-zh')

	/* Signers and keys: the administrator of the whole. */
	const admin = await reader(browser, server.base)
	await signIn(admin, 'admin', logins.admin)
	await admin.goTo('/gates/signers')
	await until('the key of the passes', async () => (await admin.locator('[data-test=keys] li').count()) === 1)
	const [key, crt] = [place('signer.key'), place('signer.crt')]
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', crt, '-days', '365', '-subj', '/C=DE/CN=Test'], { stdio: 'ignore' })
	await admin.click('[data-test=add-signer]')
	await admin.locator('.el-drawer.open input[maxlength="100"]').fill('德国')
	await admin.setInputFiles('[data-test=signer-file]', crt)
	await until('the file is read', async () => (await admin.locator('.el-drawer.open textarea').inputValue()).includes('BEGIN CERTIFICATE'))
	check('as it is', (await admin.locator('.el-drawer.open textarea').inputValue()) === readFileSync(crt, 'utf8').trim())
	await accessible(admin, 'adding a signer')
	await noEnglish(admin, 'adding a signer', '.el-drawer.open')
	await admin.locator('.el-drawer.open button[type=submit]').click()
	await until('it is believed', async () => (await admin.locator('.el-table__row', { hasText: '德国' }).count()) === 1)
	await admin.click('[data-test=rotate]')
	await admin.locator('.el-message-box .el-button--primary').click()
	await until('a second key', async () => (await admin.locator('[data-test=keys] li').count()) === 2)
	await admin.waitForSelector('.el-message-box', { state: 'hidden' })
	await accessible(admin, 'signers and keys')
	await noEnglish(admin, 'signers and keys')
	await admin.shot('signers-1366-zh')

	/* On small screens, and in English. */
	for (const [lang, viewport, name] of [['zh-CN', SMALL_PHONE, '360-zh'], ['en', DESK, '1366-en'], ['en', SMALL_PHONE, '360-en']]) {
		const page = await reader(browser, server.base, { lang, viewport })
		await signIn(page, officer, logins[officer])
		for (const [path, what] of [['/gates', 'gates'], ['/gates/passes', 'passes'], ['/gates/visitors', 'visitors'], ['/gates/conflicts', 'gate-conflicts'], ['/gates/companions', 'gate-companions'], ['/gates/signers', 'signers']]) {
			await page.goTo(path)
			await page.waitForTimeout(300)
			await noWider(page, `${what} ${name}`)
			await accessible(page, `${what} ${name}`)
			if (lang === 'zh-CN') await noEnglish(page, `${what} ${name}`)
			await page.shot(`${what}-${name}`, { fullPage: true })
		}
		await page.context().close()
	}
})
