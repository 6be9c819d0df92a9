// Volunteers (TJ-19, TJ-20): the office asks for help, offers on paper and on the family's
// page, a place on the work phone, somebody of 83 at the gate whom a person decides about,
// hours, and the calendar.
//
//   node test/browser/volunteers.mjs          screenshots go to build/shots
import { SMALL_PHONE, accessible, call, check, DESK, demo, noEnglish, noWider, reader, run, serve, signIn, until } from './stage/stage.mjs'
import { enrol, go, phone } from './stage/phone.mjs'

const STREET = '120113001'
const COMMUNITY = `${STREET}003`
const GRID = `${COMMUNITY}001`
const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString()

async function choose(page, id, text) {
	await page.locator(`.el-select:has(#${id})`).click()
	await page.locator('[role=option]:visible', { hasText: text }).first().click()
}
async function each(browser, base, login, password, shoot) {
	for (const [lang, viewport, name] of [['zh-CN', SMALL_PHONE, '360-zh'], ['en', DESK, '1366-en'], ['en', SMALL_PHONE, '360-en']]) {
		const page = await reader(browser, base, { lang, viewport })
		await signIn(page, login, password)
		await shoot(page, name, lang)
		await page.context().close()
	}
}

await run('volunteers', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	const officer = `chief-${STREET}`
	const desk = await reader(browser, server.base)
	await signIn(desk, officer, logins[officer])

	/* The menu. */
	await desk.goTo('/volunteers/menu')
	await until('three classes, eleven items', async () => (await desk.locator('[data-test=menu-class]').count()) === 3 && (await desk.locator('[data-test=menu-class] li').count()) === 11)
	await desk.click('[data-test=add-item]')
	await desk.locator('.el-drawer.open input[maxlength="60"]').fill('代收快递')
	await desk.locator('.el-drawer.open button[type=submit]').click()
	await until('the place adds its own', async () => (await desk.locator('[data-test=menu-class] li').count()) === 12)
	await accessible(desk, 'the menu')
	await noEnglish(desk, 'the menu')
	await desk.shot('volunteer-menu-1366-zh')

	/* Help is asked for. */
	await desk.goTo(`/volunteers?region=${COMMUNITY}`)
	await until('an empty list says what to do', async () => (await desk.locator('main').innerText()).includes('还没有发布岗位'))
	await desk.click('[data-test=add-slot]')
	await choose(desk, 'slot-item', '门岗值守')
	await desk.fill('#slot-place', '南门')
	await desk.waitForTimeout(400)
	await accessible(desk, 'asking for help')
	await noEnglish(desk, 'asking for help', '.el-drawer.open')
	await desk.shot('volunteer-ask-1366-zh')
	// Today until late, so that a place can be taken and worked whatever the hour is.
	call(data, 'volunteer.slot_add', officer, { id: 's1', region: COMMUNITY, item: 'gate_duty', from_at: at(-1), until_at: at(3), capacity: 2, place: '南门' })
	call(data, 'volunteer.slot_add', officer, { id: 's2', region: COMMUNITY, item: 'shopping', from_at: at(20), until_at: at(22), capacity: 5, place: '菜市场' })
	await desk.locator('.el-drawer.open [data-test=slot-send]').click()
	await until('it stands in the list', async () => (await desk.locator('.el-table__row').count()) >= 2)

	/* An offer on paper, of somebody who is 83. */
	await desk.goTo(`/volunteers/people?region=${COMMUNITY}`)
	await desk.click('[data-test=offer]')
	const form = desk.locator('.el-drawer.open')
	await form.locator('input[maxlength="60"]').fill('王守门')
	await form.locator('input[inputmode=tel]').fill('13800000083')
	await form.locator('.el-input-number input').fill(String(new Date().getFullYear() - 83))
	await form.locator('.el-checkbox', { hasText: '驾驶' }).click()
	await accessible(desk, 'an offer on paper')
	await noEnglish(desk, 'an offer on paper', '.el-drawer.open')
	await desk.shot('volunteer-offer-1366-zh')
	await form.locator('button[type=submit]').click()
	await until('it stands in the list, the telephone masked', async () => /王守门[\s\S]*138\*+0083/.test(await desk.locator('.el-table').innerText()))
	await accessible(desk, 'the volunteers')
	await desk.shot('volunteer-people-1366-zh')
	check('year of birth and illness are shown to nobody', !/19[34]\d|基础病：|83岁/.test(await desk.locator('.el-table').innerText()))

	/* The place at the gate is taken for him: a person decides. */
	await desk.goTo(`/volunteers?region=${COMMUNITY}`)
	await desk.locator('.el-table__row', { hasText: '南门' }).first().locator('[data-test=open-slot]').click()
	await desk.locator('[data-test=take-for]').click()
	await desk.locator('[role=option]:visible', { hasText: '王守门' }).click()
	await desk.click('[data-test=take-send]')
	await until('he is warned of', async () => (await desk.locator('[data-test=booking]').innerText()).includes('年满60岁'))
	await desk.waitForTimeout(400)
	await accessible(desk, 'a place with a warning')
	await noEnglish(desk, 'a place with a warning', '.el-drawer.open')
	await desk.shot('volunteer-slot-1366-zh')
	await desk.keyboard.press('Escape')
	/* Without a phone: the slip. */
	await desk.goTo(`/volunteers/people?region=${COMMUNITY}`)
	await desk.locator('.el-table__row', { hasText: '王守门' }).locator('[data-test=slip]').click()
	await until('the slip says when and where, and that he waits for a word', async () => /王守门[\s\S]*确认后再来[\s\S]*南门/.test(await desk.text('[data-test=slip-sheet]')))
	await noEnglish(desk, 'the slip')
	await accessible(desk, 'the slip')
	await desk.shot('volunteer-slip-1366-zh')
	await desk.goTo('/volunteers/decisions')
	await until('it waits for a word', async () => (await desk.locator('[data-test=booking]').count()) === 1)
	check('and the head says how many', (await desk.text('[data-test=n-waiting]')) === '1', await desk.text('[data-test=n-waiting]'))
	check('nothing is decided without a word', await desk.locator('[data-test=decide-yes]').isDisabled())
	await desk.locator('[data-test=decide-reason]').fill('在岗亭里坐岗，戴N95口罩')
	await desk.shot('volunteer-decide-1366-zh')
	await accessible(desk, 'deciding')
	await each(browser, server.base, officer, logins[officer], async (page, name, lang) => {
		for (const [path, what] of [['/volunteers', 'slots'], ['/volunteers/decisions', 'decisions'], ['/volunteers/people', 'people'], ['/volunteers/menu', 'menu']]) {
			await page.goTo(path)
			await page.waitForTimeout(400)
			await noWider(page, `${what} ${name}`)
			await accessible(page, `${what} ${name}`)
			if (lang === 'zh-CN') await noEnglish(page, `${what} ${name}`)
			await page.shot(`volunteer-${what}-${name}`, { fullPage: true })
		}
	})
	await desk.click('[data-test=decide-yes]')
	await until('nothing waits any more', async () => (await desk.locator('main').innerText()).includes('没有待确认'))

	/* Was there: the statement. */
	await desk.goTo(`/volunteers?region=${COMMUNITY}`)
	await desk.locator('.el-table__row', { hasText: '南门' }).first().locator('[data-test=open-slot]').click()
	await desk.click('[data-test=was-there]')
	await desk.click('[data-test=done-send]')
	await until('hours are written down', async () => /4 小时/.test(await desk.locator('[data-test=booking]').innerText()))
	await desk.keyboard.press('Escape')
	await desk.goTo('/volunteers/hours')
	await until('the statement adds up', async () => (await desk.text('[data-test=statement]')).includes('1 人，4 小时'))
	await accessible(desk, 'the statement')
	await noEnglish(desk, 'the statement')
	await desk.shot('volunteer-hours-1366-zh')

	/* A family. */
	const door = call(data, 'household.list', officer, { region: GRID, limit: 1 }).rows[0]
	const card = call(data, 'binding.card', officer, { region: GRID, households: JSON.stringify([door.id]) }).rows[0].token
	const family = await reader(browser, server.base, { viewport: SMALL_PHONE })
	await family.goTo(`/resident/#c=${card}`, 'button')
	await family.locator('.r-main').first().click()
	await family.waitForSelector('[data-test=volunteer]')
	await family.click('[data-test=volunteer]')
	await family.waitForSelector('[data-test=offer-send]')
	await accessible(family, 'the family offers')
	await noEnglish(family, 'the family offers')
	await family.shot('volunteer-family-360-zh', { fullPage: true })
	await family.locator('input[maxlength="60"]').fill('赵女儿')
	await family.locator('input[type=tel]').fill('13800000020')
	await family.click('[data-test=offer-send]')
	await until('it sees what is wanted', async () => (await family.locator('[data-test=free-slot]').count()) >= 1)
	await family.locator('[data-test=free-slot]', { hasText: '菜市场' }).locator('button').click()
	await family.click('[data-test=take-yes]')
	await until('and takes a place', async () => (await family.locator('[data-test=my-place]').innerText()).includes('菜市场'))
	await accessible(family, 'the family with a place')
	await noWider(family, 'the family with a place')
	await noEnglish(family, 'the family with a place')
	await family.shot('volunteer-family-place-360-zh', { fullPage: true })
	await family.click('[data-test=lang]')
	await family.shot('volunteer-family-place-360-en', { fullPage: true })
	const taken = call(data, 'volunteer.list', officer, { region: COMMUNITY, slot: 's2' }).rows
	check('the office sees who comes', taken.length === 1 && taken[0].name === '赵女儿' && taken[0].state === 'taken', JSON.stringify(taken))

	/* The work phone. */
	const li = await phone(browser, server.base)
	await enrol(li, server.base, data, `grid-${GRID}`)
	await go(li, '/volunteer', '[data-test=offer]')
	await until('help that is wanted', async () => (await li.locator('[data-test=free-slot]').count()) >= 1)
	await accessible(li, 'volunteering on the phone')
	await noEnglish(li, 'volunteering on the phone')
	await noWider(li, 'volunteering on the phone')
	await li.shot('volunteer-phone-zh', { fullPage: true })
	await li.click('[data-test=offer]')
	await li.locator('.sheet input[type=tel]').first().fill('13800000030')
	await accessible(li, 'offering on the phone')
	await noEnglish(li, 'offering on the phone', '.sheet')
	await li.shot('volunteer-phone-offer-zh')
	await li.locator('.sheet [data-test=offer-send]').click()
	await until('now places can be taken', async () => (await li.locator('[data-test=free-slot]:not([disabled])').count()) >= 1)
	await li.locator('[data-test=free-slot]', { hasText: '菜市场' }).click()
	await li.click('.sheet [data-test=yes]')
	await until('my place', async () => (await li.locator('[data-test=my-place]').innerText()).includes('菜市场'))
	await li.click('[data-test=calendar]')
	await until('an address for the calendar', async () => (await li.text('[data-test=calendar-address]')).includes('/api/calendar/'))
	const ics = await fetch(await li.text('[data-test=calendar-address]'))
	const text = await ics.text()
	check('the calendar holds the place', ics.headers.get('content-type').startsWith('text/calendar') && text.includes('SUMMARY:早7点集中采买') && text.includes('DTSTART;TZID=Asia/Shanghai:'), text.slice(0, 600))
	check('and no name', !text.includes('赵女儿') && !text.includes('13800000030'))
	await accessible(li, 'my place on the phone')
	await li.shot('volunteer-phone-place-zh', { fullPage: true })
	await li.context().setOffline(true)
	await go(li, '/more', 'h1')
	await go(li, '/volunteer', '[data-test=my-place]')
	check('it is readable without network', (await li.locator('[data-test=my-place]').innerText()).includes('菜市场'))
})
