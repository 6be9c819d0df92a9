// Two phones without network change the same household and say different things of the
// same door. Afterwards both show the same: what was refused lies in an inbox with both
// values, the dispute is shown to both and settled by a person.
//
//   node test/browser/field-two.mjs          screenshots go to build/shots
//
// Rule: nobody wins silently.
import { accessible, call, check, noWider, run, serve, until } from './stage/stage.mjs'
import { GRID, enrol, go, phone, press, street, sweep, synced, worker } from './stage/phone.mjs'

async function editDoor(page, door) {
	await go(page, '/household/h-101', '[data-test=edit]')
	await page.click('[data-test=edit]')
	await page.waitForSelector('[data-test=save]')
	await page.fill('input[name=door]', door)
	await page.click('[data-test=save]')
	await until(`${door} stands on the phone that wrote it`, async () => (await page.text('h1')) === door)
}
async function said(page, door) {
	await go(page, '/household/h-101', '[data-test=edit]')
	await until(`the household is ${door} there`, async () => (await page.text('h1')) === door)
}
async function sweepSeq(page) {
	await go(page, '/', '[data-test=go]')
	return /building\/(\d+)\//.exec(await page.locator('[data-test=go]').getAttribute('href'))[1]
}
/** What a person sees of the conflict: door, both records. */
async function dispute(page, who) {
	await go(page, '/conflicts')
	await until(`${who} is shown the conflict`, async () => (await page.locator('[data-conflict="102"]').count()) === 1)
	const sides = await page.locator('[data-conflict="102"] .sides label strong').allTextContents()
	check(`${who} sees both records side by side`, sides.join(' ') === '已完成 拒访', sides.join(' '))
	return page.locator('[data-conflict="102"]').innerText()
}

await run('field-two', async (browser, servers) => {
	const data = street()
	worker(data, 'wang', '王强')
	sweep(data, 's1', '入户走访')
	const server = await serve(data)
	servers.push(server)
	const li = await phone(browser, server.base)
	const wang = await phone(browser, server.base)
	for (const [page, login] of [[li, 'li'], [wang, 'wang']]) {
		await enrol(page, server.base, data, login)
		await page.waitForSelector('[data-test=go]', { timeout: 20_000 })
		await page.context().setOffline(true)
	}

	await editDoor(li, '101甲')
	await editDoor(wang, '101乙')
	await go(li, `/building/${await sweepSeq(li)}/${GRID}01001`, 'li[data-door="102"]')
	await press(li, '102', '已完成')
	await go(wang, '/calls', '.call')
	await press(wang, '102', '拒访')
	await wang.locator('.sheet .choice label', { hasText: '说已经报过' }).click()
	await wang.click('.sheet [data-test=save]')

	await li.context().setOffline(false)
	await synced(li, 'the first phone')
	await wang.context().setOffline(false)
	await synced(wang, 'the second phone')
	await synced(li, 'the first phone again')

	await go(wang, '/inbox', '[data-refusal]')
	const refusal = await wang.locator('[data-refusal="household.edit"]').innerText()
	check('what the second wrote lies in its inbox beside what stands', refusal.includes('101乙') && refusal.includes('101甲'), refusal)
	await accessible(wang, 'the inbox')
	await noWider(wang, 'the inbox')
	await wang.shot('field-inbox-zh')
	check('and the first has none', (await li.locator('[data-refusal]').count()) === 0)
	await said(li, '101甲')
	await said(wang, '101甲')

	await go(wang, '/inbox', '[data-refusal]')
	await wang.click('[data-test=change]')
	await wang.shot('field-inbox-change-zh')
	await wang.fill('input[name=door]', '101丙')
	await wang.click('[data-test=save]')
	await until('the inbox is empty', async () => (await wang.locator('[data-refusal]').count()) === 0)
	await synced(wang, 'the change written again')
	await synced(li, 'the first phone')
	for (const page of [li, wang]) await said(page, '101丙')
	check('the server has the same', call(data, 'household.get', null, { region: GRID, household: 'h-101' }).door === '101丙')

	const first = await dispute(li, 'the first')
	const second = await dispute(wang, 'the second')
	check('both read the same', first === second, `${first} / ${second}`)
	await accessible(li, 'a conflict')
	await li.shot('field-conflict-zh')
	const before = call(data, 'sweep.board', null, { sweep: 's1', region: GRID }).rows[0]
	check('until it is settled the door counts as a conflict', before.conflict === 1 && before.done === 0, JSON.stringify(before))
	const card = li.locator('[data-conflict="102"]')
	await card.locator('[data-test=settle]').click()
	check('nothing is settled without a choice', (await card.locator('[role=alert]').innerText()).includes('选定'))
	await card.locator('.sides label').first().click()
	await card.locator('input[type=text]').fill('上门见到本人')
	await card.locator('[data-test=settle]').click()
	await until('the conflict leaves the page', async () => (await card.count()) === 0)
	await synced(li, 'the settlement')
	await synced(wang, 'the second phone')
	await go(wang, '/conflicts')
	await until('and the other phone', async () => (await wang.locator('[data-conflict]').count()) === 0)
	const after = call(data, 'sweep.board', null, { sweep: 's1', region: GRID }).rows[0]
	check('the board counts what the person decided', after.conflict === 0 && after.done === 1, JSON.stringify(after))
	for (const [page, who] of [[li, 'the first'], [wang, 'the second']]) {
		await go(page, `/building/${await sweepSeq(page)}/${GRID}01001`, '[data-test=all]')
		await page.click('[data-test=all]')
		await until(`${who} shows the door as done`, async () => (await page.locator('li[data-door="102"]').getAttribute('data-state')) === 'done')
	}
})
