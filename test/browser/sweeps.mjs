// A sweep designed in under a minute, from a template; nothing asked twice; conflicts settled,
// missed days red the next morning, the text for a building's group, burden, the journal.
//
//   node test/browser/sweeps.mjs          screenshots go to build/shots
import { SMALL_PHONE, accessible, call, check, demo, noEnglish, noWider, reader, run, serve, signIn, until } from './stage/stage.mjs'

const STREET = '120113001'
const GRID = `${STREET}003001`

run('sweeps', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	const officer = Object.keys(logins).find((login) => login.startsWith(`chief-${STREET}`))
	const wang = await reader(browser, server.base, { permissions: ['clipboard-read', 'clipboard-write'] })
	await signIn(wang, officer, logins[officer])

	/* From a template, in under a minute. */
	const began = Date.now()
	await wang.goTo('/sweeps')
	await wang.click('[data-test=start-sweep]')
	await wang.click('[data-test=template-temperature]')
	await wang.locator('.lf-tree input').first().fill('第1网格')
	await wang.locator('.lf-tree input').first().press('Enter')
	await wang.locator('.lf-tree-found a').first().click()
	await until('it says how many households it will ask', async () => (await wang.number('n-due')) > 50)
	const due = await wang.number('n-due')
	check('the button says the same', (await wang.text('[data-test=start]')).includes(String(due)), await wang.text('[data-test=start]'))
	check('the phone shows the questions', (await wang.locator('.lf-phone-question').count()) === 2)
	const smallest = wang.getByLabel('第 1 题的最小值')
	check('a number comes with its bounds', (await smallest.inputValue()) === '34', await smallest.inputValue())
	await smallest.fill('50')
	await smallest.press('Tab')
	await until('bounds the wrong way round are said at once', async () => (await wang.locator('.lf-question-bounds [role=alert]').count()) === 1)
	await wang.click('[data-test=start]')
	await until('and do not start', async () => (await wang.locator('#lf-d-questions > [role=alert]').count()) === 1)
	await smallest.fill('34')
	await smallest.press('Tab')
	await noEnglish(wang, 'the designer')
	await accessible(wang, 'the designer')
	await wang.shot('sweep-design-zh')
	await wang.click('[data-test=start]')
	await wang.waitForURL(/\/sweeps\/[0-9a-f-]{36}$/)
	check('started in under a minute', Date.now() - began < 60_000, `${Date.now() - began} ms`)
	await until('exactly those are due', async () => (await wang.number('due')) === due)
	const sweep = new URL(wang.url()).pathname.split('/').pop()
	const { region: area, questions } = call(data, 'sweep.get', officer, { sweep, region: STREET })
	check('the bounds went with the question', questions[0].min === 34 && questions[0].max === 43, JSON.stringify(questions))

	/* No form is asked twice. */
	await wang.goTo(`/sweeps/new?from=${sweep}`)
	await wang.waitForSelector('[data-test=leave-out]')
	check('questions that are asked already are named', (await wang.text('[data-test=before]')).includes('已问过'))
	await wang.shot('sweep-repeated-zh')
	await wang.click('[data-test=start]')
	await until('and the server refuses to ask them again', async () => (await wang.locator('#lf-d-questions [role=alert]').innerText()).includes('已在此处询问过'))
	await wang.click('[data-test=leave-out]')
	await until('one press leaves them out', async () => (await wang.locator('.lf-question').count()) === 0)

	/* Two channels disagree; a person settles it. */
	const doors = call(data, 'sweep.doors', officer, { sweep, region: area }).rows
	const [one, two, three] = doors
	const record = (door, state, channel, more = {}) => call(data, 'visit.record', officer, { region: area, sweep, household: door.household, state, channel, ...more })
	record(one, 'done', 'door')
	record(one, 'vacant', 'phone', { note: '邻居说没人住' })
	record(two, 'absent', 'door')
	record(three, 'done', 'phone')
	await wang.goTo(`/sweeps/${sweep}?tab=conflicts`)
	await wang.getByRole('button', { name: '处理' }).first().click()
	await accessible(wang, 'settling a conflict')
	await wang.locator('.lf-settle .el-radio').first().click()
	await wang.locator('.el-drawer.open textarea').fill('电话核实，住户在家')
	await wang.locator('.el-drawer.open button[type=submit]').click()
	await until('a settled conflict is gone', async () => (await wang.locator('.lf-tab-number').count()) === 0)

	/* Share text with the group's link. */
	await wang.goTo(`/sweeps/${sweep}?tab=share`)
	await until('the text of the grid counts who reported', async () => /2\/\d+ 户已报/.test(await wang.text('[data-test=share]')) || (await wang.text('[data-test=share]')).includes('户已报'))
	if ((await wang.locator('[data-test=group-link]').count()) > 0) {
		await wang.click('[data-test=group-link]')
		await until('the link of the group stands under it', async () => (await wang.text('[data-test=share]')).includes('/resident/#g='))
	}
	await wang.click('[data-test=copy-share]')
	const copied = await wang.evaluate(() => navigator.clipboard.readText())
	check('what is copied is what is shown', copied.trim() === (await wang.locator('[data-test=share]').innerText()).trim(), copied)
	await wang.waitForSelector('.el-message', { state: 'detached' })
	await accessible(wang, 'share texts')
	await wang.shot('sweep-share-zh')

	/* Burden: a week's load, in figures, without a ranking. */
	await wang.goTo('/burden')
	await until('who was sent to ask how often', async () => (await wang.locator('.el-table__row').count()) > 0)
	const words = await wang.locator('main').innerText()
	check('it speaks of load, not of rank', !/排名|名次|先进|后进|最差/.test(words))
	await noEnglish(wang, 'the burden page')
	await accessible(wang, 'the burden page')
	await wang.shot('burden-workers-zh')
	await wang.getByRole('tab', { name: '住户' }).click()
	await until('and how often doors were asked', async () => (await wang.locator('.el-table__row').count()) > 0 && (await wang.locator('main').innerText()).includes('被询问次数'))
	const [download] = await Promise.all([wang.waitForEvent('download'), wang.click('[data-test=export-burden]')])
	check('the list can be taken away', download.suggestedFilename().endsWith('.csv'))
	await accessible(wang, 'the burden of households')
	await wang.shot('burden-households-zh')
	await wang.context().close()

	/* The journal for an auditor. */
	const shen = await reader(browser, server.base)
	await signIn(shen, 'auditor', logins.auditor)
	await shen.goTo('/journal')
	await until('the journal is there', async () => (await shen.locator('.el-table__row').count()) > 10)
	await shen.fill('[data-test=journal-number]', sweep)
	await shen.press('[data-test=journal-number]', 'Enter')
	await until('a command is found by its own id', async () => (await shen.locator('.el-table__row').count()) === 1)
	await shen.locator('.el-table__row').first().click()
	await until('one row opens', async () => (await shen.locator('[data-test=journal-row]').innerText()).includes('每日体温电话'))
	await accessible(shen, 'a row of the journal')
	await shen.shot('journal-row-zh')
	await shen.keyboard.press('Escape')
	await shen.click('[data-test=verify]')
	await until('the chain is checked, and the outcome said in words', async () => (await shen.text('[data-test=verdict]')).includes('完整'), 60_000)
	await noEnglish(shen, 'the journal', '[data-test=verdict]')
	await accessible(shen, 'the journal')
	await shen.shot('journal-zh')
	await shen.context().close()

	const phone = await reader(browser, server.base, { lang: 'en', viewport: SMALL_PHONE })
	await signIn(phone, officer, logins[officer])
	for (const [name, path, ready] of [['design', `/sweeps/new?region=${GRID}`, '[data-test=n-due]'], ['burden', '/burden', '.el-table__row']]) {
		await phone.goTo(path)
		await phone.waitForSelector(ready)
		await noWider(phone, `${name} on a small phone`)
		await accessible(phone, `${name} on a small phone`)
		await phone.shot(`${name}-phone-en`, { fullPage: true })
	}
})
