// Checkpoints, rosters, shifts (SC-04): the exits of a compound, a checkpoint with its group,
// a roster made, edited by keyboard and published, 76 rosters on paper, and the phone of
// somebody on duty.
//
//   node test/browser/duty.mjs          screenshots go to build/shots
import { readFileSync, writeFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { accessible, check, noEnglish, noWider, place, reader, run, serve, signIn, SMALL_PHONE, stop, until } from './stage/stage.mjs'
import { COMMUNITY, compound, duty, group, GROUP, many, signed, STREET } from './stage/compound.mjs'
import { go, phone, PIN } from './stage/phone.mjs'

const HOME = compound(1)

/** The line of the open form with this label. */
const line = (page, label) => page.locator('.el-drawer.open .el-form-item').filter({ has: page.locator('.el-form-item__label', { hasText: label }) })
/** Choose something in a picker of the open form. */
async function pick(page, label, text) {
	const field = line(page, label).locator('input').first()
	await field.fill(text)
	await page.locator('[role=option]:visible', { hasText: text }).first().click()
}
const save = (page) => page.locator('.el-drawer.open button[type=submit]').click()
const refusal = (page) => page.locator('.el-drawer.open .el-form-item__error, .el-drawer.open [role=alert]').allInnerTexts()

async function exits(page) {
	await page.goTo(`/duty/exits?region=${HOME}`)
	await until('an empty list says with which exit to begin', async () => (await page.locator('main').innerText()).includes('保留开放的那一个'))
	const add = async (name, state, more = async () => undefined) => {
		await page.click('[data-test=add-exit]')
		await page.waitForSelector('.el-drawer.open form')
		await line(page, '名称').locator('input').fill(name)
		await page.locator('.el-drawer.open').getByText(state, { exact: true }).click()
		await more()
		await save(page)
	}
	const closed = async () => {
		await line(page, '原因').locator('input, textarea').first().fill('只留东门进出')
		await pick(page, '保管', '郑春')
	}
	await add('东门', '开放出入口')
	await until('the open exit stands in the list', async () => (await page.locator('.el-table__row').count()) === 1)
	await add('北门', '开放出入口')
	await until('a second open one is refused in words', async () => (await refusal(page)).join().includes('开放'))
	await page.locator('.el-drawer.open').getByText('关闭', { exact: true }).first().click()
	await closed()
	await save(page)
	await until('closed with a reason and a keeper it is taken', async () => (await page.locator('.el-table__row').count()) === 2)
	await add('消防通道', '应急通道', async () => {
		await line(page, '消防通道').locator('.el-switch').click()
	})
	await until('the fire passage is an emergency way', async () => (await page.locator('.el-table__row', { hasText: '消防通道' }).count()) === 1)
	await page.locator('.el-table__row', { hasText: '应急通道' }).getByRole('button', { name: '更改' }).or(page.locator('.el-table__row', { hasText: '应急通道' }).getByRole('button', { name: '修改' })).first().click()
	await page.waitForSelector('.el-drawer.open form')
	await page.locator('.el-drawer.open').getByText('关闭', { exact: true }).first().click()
	await closed()
	await save(page)
	await until('a fire passage is never closed, and the refusal says why', async () => (await refusal(page)).join().includes('消防通道'))
	await page.shot('duty-exit-refused-zh')
	await accessible(page, 'the form of an exit')
	await page.keyboard.press('Escape')
}

/** Checkpoints of the whole community, as in Beijie (JY-17). */
const N = 76
const HOUR = 3_600_000
/** The next full hour, at which the first roster begins. */
const START = Math.ceil((Date.now() + 5 * 60_000) / HOUR) * HOUR
const china = (ms) => new Date(ms + 8 * HOUR).toISOString()
const cell = (page, row, day) => page.locator(`[data-at="${row}.${day}"]`)
const saved = (page) => until('it is saved', async () => (await page.text('[data-test=save-state]')) === '已存为草稿')

async function checkpoint(page, wang) {
	const team = await group(wang, HOME, '何家湾卡口值守组', GROUP.slice(0, 4).map(([login]) => login))
	await page.goTo(`/duty/checkpoints?region=${HOME}`)
	await page.click('[data-test=add-checkpoint]')
	await page.waitForSelector('.el-drawer.open form')
	await line(page, '名称').locator('input').fill('东门卡口')
	await pick(page, '小区出入口', '东门')
	await pick(page, '队伍', '何家湾')
	await until('what the group lacks is said while one chooses', async () => (await page.text('[data-test=team-faults]')).includes('不少于5人'))
	await save(page)
	await until('and four people are refused', async () => (await refusal(page)).join().includes('五'))
	await page.shot('duty-four-zh')
	await accessible(page, 'the form of a checkpoint')
	for (const [login, , from] of GROUP.slice(4)) await wang('team.join', { team, region: HOME, account: login, role: 'member', from })
	await save(page)
	const row = page.locator('.el-table__row', { hasText: '东门卡口' })
	await until('eight are enough', async () => (await row.count()) === 1)
	await until('with nobody on duty it is red, with the word', async () => (await row.innerText()).includes('无人值守'))
	await noEnglish(page, 'the checkpoints')
	await accessible(page, 'the checkpoints')
	await page.shot('duty-checkpoints-zh')
}

/* Made, edited by keyboard and by hand, refused with a gap, published. */
async function roster(page) {
	await page.locator('.el-table__row', { hasText: '东门卡口' }).getByRole('button', { name: '排班' }).click()
	await page.waitForSelector('.el-drawer.open form')
	const first = line(page, '起始日').or(line(page, '开始日')).or(line(page, '首日')).first().locator('input').first()
	await first.fill(china(START).slice(0, 10))
	await first.press('Enter')
	await page.locator('.el-drawer.open [data-test=start-hour]').click()
	await page.locator('[role=option]:visible', { hasText: china(START).slice(11, 16) }).click()
	await page.waitForTimeout(500)
	await page.shot('duty-make-zh')
	await accessible(page, 'the form of a roster')
	await save(page)
	await page.waitForURL(/\/duty\/rosters\/.+/)
	await until('seven days of three shifts', async () => (await page.locator('[data-test=roster-grid] td[data-at]').count()) === 21)
	check('nothing is wrong with it', (await page.number('n-findings')) === 0, await page.text('[data-test=findings]'))
	await noEnglish(page, 'the roster')
	await accessible(page, 'the roster')
	await page.shot('duty-roster-zh')

	await cell(page, 0, 0).focus()
	await page.keyboard.press('ArrowRight')
	await page.keyboard.press('ArrowDown')
	check('arrows walk from shift to shift', (await page.evaluate(() => document.activeElement.dataset.at)) === '1.1')
	await page.keyboard.press('Enter')
	await page.waitForSelector('[data-test=cell]')
	check('Enter opens it, at the first name', await page.evaluate(() => document.activeElement.type === 'checkbox'))
	await accessible(page, 'an opened shift')
	await page.shot('duty-cell-zh')
	await page.keyboard.press('Escape')
	await until('Escape leads back to the shift', async () => (await page.evaluate(() => document.activeElement.dataset?.at)) === '1.1')
	await page.keyboard.press('Delete')
	await until('an empty shift is said beside, in words', async () => (await page.number('n-findings')) > 0 && (await page.text('[data-test=findings]')).includes('值守'))
	await page.click('[data-test=publish]')
	await until('a gap cannot be published, and the refusal says when', async () => (await page.text('[data-test=roster-problem]')).includes('无人值守'))
	await page.shot('duty-gap-zh')
	await cell(page, 0, 0).focus()
	await page.keyboard.press('Control+z')
	await saved(page)
	await until('Ctrl+Z takes it back', async () => (await page.number('n-findings')) === 0)

	await cell(page, 1, 2).click()
	const end = china(START + 16 * HOUR - 10 * 60_000).slice(11, 16)
	await page.fill('[data-test=cell-until]', end)
	await page.click('[data-test=set-times]')
	await until('ten minutes without anybody are found', async () => (await page.text('[data-test=findings]')).includes(end))
	await page.click('[data-test=publish]')
	await until('and refused in words', async () => (await page.text('[data-test=roster-problem]')).includes(end), 10_000)
	await page.click('[data-test=undo]')
	await saved(page)
	await page.click('[data-test=close-cell]')
	const before = await cell(page, 0, 3).locator('.lf-roster-name').allInnerTexts()
	const [, other] = GROUP.find(([, name]) => !before.includes(name))
	await page.locator('.lf-roster-group .lf-roster-name', { hasText: other }).dragTo(cell(page, 0, 3))
	await until('a name is dragged onto a shift', async () => (await cell(page, 0, 3).locator('.lf-roster-name').allInnerTexts()).includes(other))
	await saved(page)
	await page.click('[data-test=undo]')
	await saved(page)
	await page.click('[data-test=publish]')
	await until('published', async () => (await page.locator('h1 ~ .lf-chip').first().innerText()) === '已发布')
	await page.shot('duty-published-zh')
	const id = decodeURIComponent(new URL(page.url()).pathname.split('/').pop())
	await page.setViewportSize(SMALL_PHONE)
	await page.waitForTimeout(400)
	await noWider(page, 'the roster on a phone')
	await page.shot('duty-roster-360-zh')
	await page.setViewportSize({ width: 1366, height: 768 })
	return id
}

/** Pages and their sizes in points, from the PDF's own objects. */
function readPdf(bytes) {
	let objects = bytes.toString('latin1')
	for (const match of objects.matchAll(/stream\r?\n/g)) {
		const from = match.index + match[0].length
		try {
			objects += inflateSync(bytes.subarray(from, bytes.indexOf('endstream', from))).toString('latin1')
		} catch {
			// Not packed, or a picture.
		}
	}
	const boxes = [...objects.matchAll(/\/MediaBox\s*\[\s*([\d.\s]+)\]/g)].map((one) => one[1].trim().split(/\s+/).map(Number))
	return { n: (objects.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, boxes }
}
/* All checkpoints of the community at once, one page each. */
async function paper(page, wang) {
	await many(wang, N)
	await page.goTo(`/duty/rosters?region=${COMMUNITY}`)
	await page.click('[data-test=make-all]')
	await page.waitForSelector('.el-drawer.open form')
	await save(page)
	await until('rosters of all of them are made', async () => {
		const { count } = await wang('roster.list', { region: COMMUNITY, state: 'draft', limit: 1 })
		return count >= N - 1 || String(count)
	}, 60_000)
	await page.goTo(`/duty/rosters?region=${COMMUNITY}`)
	await page.click('[data-test=publish-all]')
	await page.locator('.el-message-box .el-button--primary').click()
	await until('and published', async () => {
		const { count } = await wang('roster.list', { region: COMMUNITY, state: 'published', limit: 1 })
		return count >= N || String(count)
	}, 60_000)
	await page.goTo(`/duty/rosters?region=${COMMUNITY}`)
	await noEnglish(page, 'the list of rosters')
	await accessible(page, 'the list of rosters')
	await page.shot('duty-rosters-zh')
	await page.goTo(`/duty/print?region=${COMMUNITY}`, '[data-test=roster-sheet]')
	await until('a sheet for each', async () => (await page.locator('[data-test=roster-sheet]').count()) >= N, 30_000)
	const sheets = await page.locator('[data-test=roster-sheet]').count()
	const places = await page.locator('[data-test=roster-sheet] h2').allInnerTexts()
	check('every checkpoint is among them', new Set(places).size === N, `${new Set(places).size}`)
	const file = place('rosters.pdf')
	writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
	const { n, boxes } = readPdf(readFileSync(file))
	check('each roster is one page of paper', n === sheets, `${n} pages, ${sheets} rosters`)
	check('of A4', boxes.length > 0 && boxes.every(([, , w, h]) => Math.abs(w - 595.3) < 1.5 && Math.abs(h - 841.9) < 1.5), JSON.stringify(boxes[0]))
	const cut = await page.evaluate(() => [...document.querySelectorAll('.lf-roster-a4')].filter((one) => one.scrollHeight > one.clientHeight + 1 || one.querySelector('table').getBoundingClientRect().bottom > one.querySelector('.lf-a4-foot').getBoundingClientRect().top).length)
	check('and nothing of it is cut off', cut === 0, String(cut))
	await page.locator('[data-test=roster-sheet]').first().screenshot({ path: `${place('')}/../duty-paper.png` }).catch(() => undefined)
	await page.shot('duty-print-zh')
	return sheets
}

/** The clock of an exercise is the server's: it gives the code, not the command line. */
async function enrol(page, base, wang, login) {
	const { url_path: path } = await wang('device.invite', { region: STREET, login })
	await page.goto(base + path)
	await page.fill('#pin-first', PIN)
	await page.fill('#pin-second', PIN)
	await page.click('[data-test=enrol]')
	await page.waitForSelector('[data-test=status]', { timeout: 30_000 })
}
/* On the phone: begun without network, handed over with a note, changed with consent; who
 * does not come is rung for, and somebody on stand-by takes over. */
async function onPhone(browser, data, server, shifts) {
	const { base } = server
	const wang = await signed(base, 'wang')
	const logins = shifts.map((shift) => shift.people[0].login)
	const first = await phone(browser, base, { viewport: SMALL_PHONE })
	await enrol(first, base, wang, logins[0])
	await go(first, '/duty', '[data-test=duty-now]')
	check('the shift that begins soon has one big button', (await first.locator('[data-test=begin]').boundingBox()).height >= 60)
	await noWider(first, 'my duty')
	await noEnglish(first, 'my duty')
	await accessible(first, 'my duty')
	await first.shot('duty-mine-360-zh')
	await first.context().setOffline(true)
	await go(first, '/more')
	await go(first, '/duty', '[data-test=duty-now]')
	await until('without network the shifts are still there, and it says as of when', async () => (await first.text('[data-test=as-of]')).includes('截至'))
	await first.click('[data-test=begin]')
	await until('one begins without network', async () => (await first.text('[data-test=duty-now]')).includes('起在岗'))
	await first.shot('duty-offline-360-zh')
	await first.context().setOffline(false)
	const row = async () => (await wang('checkpoint.list', { region: HOME })).rows.find((one) => one.name === '东门卡口')
	await until('back on the network the checkpoint is held', async () => (await row()).n_on_duty === 1, 60_000)

	/* Swap: with consent of both. */
	await until('shifts to come are listed', async () => (await first.locator('[data-test=ask-swap]').count()) > 0, 20_000)
	await first.locator('[data-test=ask-swap]').first().click()
	await first.waitForSelector('.duty-other')
	const partner = await first.locator('.duty-other strong').first().innerText()
	await accessible(first, 'choosing with whom to change')
	await first.shot('duty-swap-360-zh')
	await first.locator('.duty-other').first().click()
	const [login] = GROUP.find(([, name]) => name === partner)
	const second = await phone(browser, base, { lang: 'en', viewport: SMALL_PHONE })
	await enrol(second, base, wang, login)
	await go(second, '/duty')
	await until('the other is asked', async () => (await second.locator('[data-test=swap-asked]').count()) === 1, 45_000)
	await accessible(second, 'a change that is asked')
	await second.shot('duty-asked-360-en')
	const before = JSON.stringify((await wang('roster.list', { region: HOME })).rows.length && (await wang('shift.list', { region: HOME, from_at: START, until_at: START + 8 * 86_400_000, limit: 200 })).rows.map((one) => [one.from_at, one.login]))
	await second.click('[data-test=swap-yes]')
	await until('agreed, the two stand in each other\'s shift', async () => {
		const now = JSON.stringify((await wang('shift.list', { region: HOME, from_at: START, until_at: START + 8 * 86_400_000, limit: 200 })).rows.map((one) => [one.from_at, one.login]))
		return now !== before && (await wang('shift.list', { region: HOME, from_at: START, until_at: START + 8 * 86_400_000, limit: 200 })).rows.length === shifts.length
	}, 30_000)
	await second.context().close()

	/* Hand over, while somebody looks at the map (SC-04). */
	const map = await reader(browser, base)
	await signIn(map, 'wang')
	await map.goTo(`/map/${COMMUNITY}`, '[data-test=red-strip]')
	const isRed = async () => (await map.text('[data-test=red-strip]')).includes('东门卡口')
	check('the map does not call a checkpoint red where somebody stands', !(await isRed()))
	await first.click('[data-test=open-hand-over]')
	await first.click('[data-test=hand-over]')
	await until('a note is asked for', async () => (await first.locator('.sheet').innerText()).includes('没有就写'))
	await first.fill('[data-test=note] textarea, textarea[data-test=note]', '三号楼王奶奶等药，四点半送到')
	await accessible(first, 'handing over')
	await first.shot('duty-handover-360-zh')
	await first.click('[data-test=hand-over]')
	await until('handed over', async () => (await first.locator('main').innerText()).includes('交接'))
	await until('with nobody there it is red within a minute', async () => Boolean((await row()).is_red), 60_000)
	await until('and the open map says so within the same minute', isRed, 60_000)
	await map.close()
	await first.context().close()

	/* Nobody comes. */
	let by
	for (const [login, name] of GROUP) {
		if (!by && (await wang('shift.stand_by', { region: HOME, account: login, from_at: shifts[1].from_at - HOUR, until_at: shifts[1].until_at }).then(() => true, () => false))) by = { login, name }
	}
	await stop(server)
	const minutes = Math.ceil((shifts[1].from_at + 12 * 60_000 - Date.now()) / 60_000)
	const late = await serve(data, server.port, ['--ahead', String(minutes)])
	try {
		const page = await reader(browser, base)
		await signIn(page, 'wang')
		await page.goTo(`/duty/shifts?region=${HOME}`)
		await until('ten minutes after the start it stands in red who did not come', async () => (await page.text('[data-test=no-shows]')).includes('未到岗'), 30_000)
		const proposed = await page.locator('[data-test=no-shows] [data-test^=fill-]').first().innerText()
		check('whoever is on stand-by is proposed first', proposed.includes(by.name) && proposed.includes('备勤'), proposed)
		await noEnglish(page, 'the shifts')
		await accessible(page, 'the shifts')
		await page.shot('duty-noshow-zh')
		const asked = page.locator('[data-test=no-shows] [data-test^=fill-]').first()
		const who = (await asked.getAttribute('data-test')).slice('fill-'.length)
		await asked.click()
		await until('one press puts them on the shift', async () => (await signed(base, 'wang').then((now) => now('shift.list', { region: HOME, from_at: shifts[1].from_at, until_at: shifts[1].until_at }))).rows.some((one) => one.login === who))
		await until('and the alarm is over', async () => (await page.locator('[data-test=no-shows]').count()) === 0)
		for (const [name, path] of [['hours', '/duty/shifts?tab=hours'], ['standby', '/duty/shifts?tab=standby'], ['swaps', '/duty/shifts?tab=swaps']]) {
			await page.goTo(path)
			await page.waitForTimeout(600)
			await noEnglish(page, name)
			await accessible(page, name)
			await page.shot(`duty-${name}-zh`)
		}
		await inEnglish(browser, base)
	} finally {
		await stop(late)
	}
}
async function inEnglish(browser, base) {
	const page = await reader(browser, base, { lang: 'en' })
	await signIn(page, 'wang')
	const { rows } = await (await signed(base, 'wang'))('roster.list', { region: HOME, limit: 1 })
	for (const [name, path] of [['checkpoints', `/duty/checkpoints?region=${HOME}`], ['exits', `/duty/exits?region=${HOME}`], ['rosters', '/duty/rosters'], ['roster', `/duty/rosters/${rows[0].roster}`], ['shifts', '/duty/shifts']]) {
		await page.setViewportSize({ width: 1366, height: 768 })
		await page.goTo(path)
		await page.waitForTimeout(600)
		await page.shot(`duty-${name}-en`)
		await page.setViewportSize(SMALL_PHONE)
		await page.waitForTimeout(400)
		await noWider(page, `${name} on a phone`)
		await page.shot(`duty-${name}-360-en`)
	}
}

run('duty', async (browser, servers) => {
	const { data, base, server, wang } = await duty('duty', servers, N)
	const page = await reader(browser, base)
	await signIn(page, 'wang')
	await exits(page)
	for (const name of ['西门', '南门', '后门']) await wang('exit.add', { region: HOME, name, state: 'closed', is_fire_passage: false, reason: '只留东门进出', keeper: 'zheng' })
	await page.goTo(`/duty/exits?region=${HOME}`)
	await until('six exits', async () => (await page.locator('.el-table__row').count()) === 6)
	await noEnglish(page, 'the exits')
	await accessible(page, 'the exits')
	await page.shot('duty-exits-zh')
	await checkpoint(page, wang)
	await page.goTo(`/map/${COMMUNITY}`)
	await until('the map says it in red', async () => (await page.text('[data-test=red-strip]')).includes('东门卡口'))
	await accessible(page, 'the map with a red checkpoint')
	await page.shot('duty-map-zh')
	await page.goTo(`/board/${STREET}`, '.lf-need')
	await until('and so does the big screen', async () => (await page.text('[data-test=n-checkpoints]')) === '1')
	await page.shot('duty-board-zh')
	await page.goTo(`/duty/checkpoints?region=${HOME}`)
	const id = await roster(page)
	await paper(page, wang)
	await page.close()

	/* Five minutes before the first shift. */
	const shifts = (await wang('roster.get', { roster: id, region: HOME })).shifts
	await stop(server)
	const ahead = (until) => ['--ahead', String(Math.max(0, Math.round((until - Date.now()) / 60_000)))]
	const later = await serve(data, server.port, ahead(START - 5 * 60_000))
	servers.push(later)
	await onPhone(browser, data, later, shifts)
})
