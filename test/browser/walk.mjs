// A walk through the console in a real browser, as a district would begin:
// the administrator's one-time link, a sheet with errors, its correction, staff,
// a sweep, visits that come from a phone, a board that moves without a reload.
//
//   node test/browser/walk.mjs          screenshots go to build/shots
//
// Rule: nothing is checked that a person at the screen could not see.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { accessible, binary, check, noEnglish, noWider, PASSWORD, place, reader as stageReader, run, serve, signIn, until } from './stage/stage.mjs'

const PHONE = { width: 390, height: 844 }

/* The sheets: a street with two grids, one building in each, six doors a building. */
const STREET = '120113001'
const COMMUNITY = `${STREET}001`
const GRIDS = [`${COMMUNITY}001`, `${COMMUNITY}002`]
const BUILDINGS = GRIDS.map((grid) => `${grid}01001`)
const REGIONS = [
	'代码,上级代码,层级,名称,类型',
	'120000000000,,1,天津市,municipality',
	'120100000000,120000000000,2,市辖区,prefecture_placeholder',
	'120113000000,120100000000,3,北辰区,district',
	'120113001000,120113000000,4,果园新村街道,street',
	'120113001001,120113001000,5,果园里社区居委会,residents_committee',
	`${GRIDS[0]},120113001001,6,第一网格,grid`,
	`${GRIDS[1]},120113001001,6,第二网格,grid`,
	`${GRIDS[0]}01,${GRIDS[0]},7,果园里小区,compound`,
	`${GRIDS[1]}01,${GRIDS[1]},7,桃园里小区,compound`,
	`${BUILDINGS[0]},${GRIDS[0]}01,8,12号楼,building`,
	`${BUILDINGS[1]},${GRIDS[1]}01,8,3号楼,building`,
]
const STAFF = ['登录名,姓名,手机,职务', 'wu,吴建国,13800000001,区指挥部', 'li,李秀英,13800000002,网格员', 'zhou,周敏,13800000003,街道主任']
const POSTINGS = [
	'账号,角色,区域代码,正副职',
	'wu,commander,120113,chief',
	`li,grid_worker,${GRIDS[0]},chief`,
	`zhou,officer,${STREET},chief`,
]
const doors = BUILDINGS.flatMap((building, b) => ['101', '102', '201', '202', '301', '302'].map((door) => ({ id: `h${b + 1}-${door}`, building, door, floor: door[0] })))
const HOUSEHOLDS = ['编号,楼栋,门牌,楼层,类型', ...doors.map((one) => `${one.id},${one.building},${one.door},${one.floor},home`)]
/** Three rows are wrong: no such building, a floor in words, no door. */
const BAD_HOUSEHOLDS = [...HOUSEHOLDS]
BAD_HOUSEHOLDS[3] = `h1-201,${GRIDS[0]}01777,201,2,home`
BAD_HOUSEHOLDS[7] = `h2-101,${BUILDINGS[1]},101,一层,home`
BAD_HOUSEHOLDS[12] = `h2-302,${BUILDINGS[1]},,3,home`
const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙']
const RESIDENTS = [
	'编号,所属户,姓名,手机,性别,出生年份,与户主关系',
	...doors.map((one, i) => `r-${one.id},${one.id},${SURNAMES[i]}小明,139${String(10000000 + i)},male,${1950 + i},head`),
]
function sheet(name, lines) {
	const file = place(name)
	writeFileSync(file, `${lines.join('\r\n')}\r\n`)
	return file
}

/** A phone: a session of its own, commands in a batch, ids made on the device. */
async function phone(base, login) {
	const post = async (path, body, headers = {}) => {
		const response = await fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } })
		return { response, body: await response.json() }
	}
	const { response, body } = await post('/api/session', { login, password: PASSWORD })
	if (!response.ok) throw new Error(JSON.stringify(body))
	const headers = { Cookie: response.headers.get('set-cookie').split(';')[0], 'X-CSRF': body.csrf }
	let count = 0
	return {
		async push(commands) {
			const batch = commands.map((one) => ({ id: `${login}-${Date.now()}-${count++}`, ...one }))
			const answer = await post('/api/sync/push', { commands: batch }, headers)
			for (const one of answer.body.answers ?? []) if (one.problem) throw new Error(JSON.stringify(one))
			return answer.body
		},
	}
}

/* The browser. */
const reader = (browser, base, lang, viewport) => stageReader(browser, base, viewport ? { lang, viewport } : { lang })
async function byLink(page, token) {
	await page.goTo(`/link/${token}`)
	await page.fill('#first', PASSWORD)
	await page.fill('#second', PASSWORD)
	await page.click('button[type=submit]')
	await page.waitForURL((url) => url.pathname === '/')
	await page.waitForSelector('.lf-head h1')
}
const LEVELS = ['', '', '', '', '街道', '社区', '网格', '小区', '楼栋']
/** The page of a region shows what the sheets say line by line, and what the regions below it add up to (SC-01). */
async function equalToTheSheets(page, [code, , level, name]) {
	const inside = (one) => one.startsWith(code.replace(/(000)+$/, ''))
	const homes = doors.filter((one) => inside(one.building)).length
	const wanted = { 住户: homes, 居民: homes }
	for (const line of REGIONS.slice(1)) {
		const [below, , its] = line.split(',')
		if (its > level && inside(below)) wanted[LEVELS[its]] = (wanted[LEVELS[its]] ?? 0) + 1
	}
	await page.goTo(`/territory/${code}`)
	await until(`the page of ${name}`, async () => (await page.text('h1')) === name && (await page.locator('.lf-cards dt').count()) > 0)
	const shown = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.lf-cards > div')].map((card) => [card.querySelector('dt').innerText.trim(), Number(card.querySelector('dd').innerText.replace(/\D/g, ''))])))
	const levels = Object.fromEntries(Object.entries(shown).filter(([label, n]) => label in wanted || (LEVELS.includes(label) && n)))
	check(`${name}: every count is the sheet's`, JSON.stringify(Object.entries(levels).sort()) === JSON.stringify(Object.entries(wanted).sort()), JSON.stringify({ shown, wanted }))
	if (level >= 8) return
	const rows = await page.evaluate(() => [...document.querySelectorAll('.lf-territory .el-table__row')].map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\D/g, ''))))
	const sum = (column) => rows.reduce((all, row) => all + Number(row[column]), 0)
	check(`${name}: it is the sum of those below`, rows.length > 0 && sum(2) === shown['住户'] && sum(3) === shown['居民'], JSON.stringify({ rows, shown }))
}
/** Import a sheet and say what came of it. */
async function importSheet(page, kind, file, press = 'run') {
	await page.goTo('/import')
	await page.locator(`.lf-import-kinds input[value=${kind}]`).check({ force: true })
	await page.setInputFiles('[data-test=sheet]', file)
	await page.click(`[data-test=${press}]`)
	await page.waitForSelector('[data-test=import-finished]', { timeout: 60_000 })
	const counts = {}
	for (const name of ['read', 'added', 'changed', 'same', 'refused']) counts[name] = await page.number(`import-${name}`)
	return counts
}
function same(counts, wanted) {
	return Object.entries(wanted).every(([name, value]) => counts[name] === value)
}
async function walk(base, token, browser) {
	/* The administrator: one-time link, territory, staff. */
	const admin = await reader(browser, base, 'zh-CN')
	await admin.goTo('/')
	check('a stranger is asked to sign in', new URL(admin.url()).pathname === '/sign-in')
	await accessible(admin, 'the sign-in page')
	await admin.shot('sign-in-zh')
	await byLink(admin, token)
	check('the one-time link signs the administrator in', (await admin.text('.lf-head h1')) === '今日')
	const again = await reader(browser, base, 'zh-CN')
	await again.goTo(`/link/${token}`)
	await again.fill('#first', PASSWORD)
	await again.fill('#second', PASSWORD)
	await again.click('button[type=submit]')
	await until('the link works once', async () => (await again.text('[role=alert]')).includes('链接'))
	await again.context().close()

	let counts = await importSheet(admin, 'region', sheet('区域.csv', REGIONS))
	check('the sheet of regions is in', same(counts, { read: 11, added: 11, refused: 0 }), JSON.stringify(counts))
	counts = await importSheet(admin, 'staff', sheet('人员.csv', STAFF))
	check('the sheet of staff is in', same(counts, { read: 3, added: 3, refused: 0 }), JSON.stringify(counts))
	counts = await importSheet(admin, 'posting', sheet('任职.csv', POSTINGS))
	check('the sheet of postings is in', same(counts, { read: 3, added: 3, refused: 0 }), JSON.stringify(counts))
	check('an administrator has no households in the menu', (await admin.locator('nav a[href="/households"]').count()) === 0)

	/* Invitations: wu, the commander, and li, the grid worker. */
	const links = {}
	await admin.goTo('/accounts')
	await noEnglish(admin, 'the list of accounts')
	for (const login of ['wu', 'li', 'zhou']) {
		const row = admin.locator('.el-table__row', { hasText: login }).first()
		await row.getByRole('button', { name: '邀请' }).click()
		await admin.waitForSelector('[data-test=link]')
		links[login] = (await admin.text('[data-test=link]')).split('/').pop()
		if (login === 'wu') await admin.shot('invite-zh')
		await admin.keyboard.press('Escape')
		await admin.locator('[data-test=link]').waitFor({ state: 'hidden' })
	}
	await admin.goTo('/holes')
	await until('the grid that nobody answers for is in the list', async () => (await admin.locator('.el-table').innerText()).includes('第二网格'))
	await admin.shot('holes-zh')

	/* The commander: households with errors, corrected. */
	const wu = await reader(browser, base, 'zh-CN')
	await byLink(wu, links.wu)
	await accessible(wu, 'the first page')
	await wu.goTo(`/territory/${COMMUNITY}`)
	await until('a hole is red and in words', async () => (await wu.locator('.lf-alarm', { hasText: '此处无人负责' }).count()) > 0)
	await noEnglish(wu, 'the page of a region')
	await accessible(wu, 'the page of a region')
	await wu.shot('territory-zh')

	const bad = sheet('住户.csv', BAD_HOUSEHOLDS)
	counts = await importSheet(wu, 'household', bad, 'dry-run')
	check('a trial says what would happen', same(counts, { read: 12, added: 9, refused: 3 }), JSON.stringify(counts))
	await wu.goTo('/households')
	await until('a trial keeps nothing', async () => (await wu.locator('.lf-list').innerText()).includes('这里还没有登记户'))
	counts = await importSheet(wu, 'household', bad)
	check('good rows are kept, bad ones are told', same(counts, { read: 12, added: 9, refused: 3 }), JSON.stringify(counts))
	await noEnglish(wu, 'the import page')
	await accessible(wu, 'the import page')
	await wu.shot('import-zh')
	const [download] = await Promise.all([wu.waitForEvent('download'), wu.click('[data-test=errors]')])
	const returned = place(download.suggestedFilename())
	await download.saveAs(returned)
	const errors = readFileSync(returned, 'utf8')
	check('the sheet of errors holds exactly the bad rows', ['h1-201', 'h2-101', 'h2-302'].every((id) => errors.includes(id)) && !errors.includes('h1-101'), errors)
	writeFileSync(returned, errors.replace(`${GRIDS[0]}01777`, BUILDINGS[0]).replace('一层', '1').replace(/(h2-302,[^,]*),,/, '$1,302,'))
	counts = await importSheet(wu, 'household', returned)
	check('the corrected sheet adds exactly them', same(counts, { read: 3, added: 3, refused: 0 }), JSON.stringify(counts))
	counts = await importSheet(wu, 'household', sheet('住户2.csv', HOUSEHOLDS))
	check('the whole sheet again adds nothing', same(counts, { read: 12, added: 0, same: 12, refused: 0 }), JSON.stringify(counts))
	counts = await importSheet(wu, 'resident', sheet('居民.csv', RESIDENTS))
	check('the sheet of residents is in', same(counts, { read: 12, added: 12, refused: 0 }), JSON.stringify(counts))

	for (const region of REGIONS.slice(3)) await equalToTheSheets(wu, region.split(','))

	/* Households: masked in the list, found by telephone, opened with a purpose. */
	await wu.goTo('/households')
	await until('the list counts twelve households', async () => (await wu.text('.lf-count')).includes('12'))
	await accessible(wu, 'the list of households')
	check('names are masked', !(await wu.locator('.lf-list').innerText()).includes('小明'))
	await wu.fill('[data-test=household-q]', '13910000002')
	await wu.keyboard.press('Enter')
	await until('a telephone finds the household', async () => (await wu.locator('.el-table__row').count()) === 1 && (await wu.text('.el-table__row')).includes('201'))
	await wu.shot('search-zh')
	await wu.locator('.el-table__row a').first().click()
	await wu.getByRole('button', { name: '查看' }).first().click()
	await wu.locator('.el-drawer.open textarea').fill('走访回访')
	await wu.locator('.el-drawer.open button[type=submit]').click()
	await until('an opened file shows the name', async () => (await wu.locator('.el-drawer.open').innerText()).includes('张小明'))
	await wu.shot('open-file-zh')

	/* The sweep. */
	await wu.goTo('/sweeps')
	await wu.click('[data-test=start-sweep]')
	await wu.waitForSelector('[data-test=n-due]')
	await wu.fill('#lf-d-title', '')
	await wu.click('[data-test=start]')
	await until('a form asks for what is missing', async () => (await wu.locator('.lf-design-fields [role=alert]').count()) > 0)
	await wu.fill('#lf-d-title', '果园新村街道入户走访')
	await accessible(wu, 'the form to start a sweep')
	await wu.shot('start-sweep-zh')
	await wu.click('[data-test=start]')
	await wu.waitForURL(/\/sweeps\/[0-9a-f-]{36}$/)
	const sweep = decodeURIComponent(new URL(wu.url()).pathname.split('/').pop())
	await until('every household is due', async () => (await wu.number('due')) === 12)
	await until('the board is live', async () => (await wu.locator('.lf-live.is-live').count()) === 1)
	check('nothing is valid yet', (await wu.number('valid')) === 0)

	/* Visits arrive from the phone while the board stays open. */
	await wu.evaluate(() => (window.stayed = true))
	const zhou = await reader(browser, base, 'zh-CN')
	await byLink(zhou, links.zhou)
	const field = await phone(base, 'zhou')
	const visit = (door, state, channel = 'door', more = {}) => ({ command: 'visit.record', region: STREET, sweep, household: door.id, state, channel, ...more })
	await field.push(doors.slice(0, 6).map((door) => visit(door, 'done')))
	await until('the board moves without a reload', async () => (await wu.number('valid')) === 6, 5_000)
	await field.push([visit(doors[6], 'absent'), visit(doors[7], 'refused', 'door', { reason: '不愿开门' }), visit(doors[8], 'vacant')])
	await until('every state is counted', async () => (await wu.number('n-absent')) === 1 && (await wu.number('n-refused')) === 1 && (await wu.number('n-vacant')) === 1, 5_000)
	check('coverage is valid records of those due', (await wu.text('[data-test=coverage]')) === '58.3%', await wu.text('[data-test=coverage]'))
	await field.push([visit(doors[0], 'vacant', 'phone', { note: '邻居说已搬走' })])
	await until('two channels that disagree are a conflict, and not valid', async () => (await wu.number('n-conflict')) === 1 && (await wu.number('valid')) === 6, 5_000)
	check('all that without a reload', (await wu.evaluate(() => window.stayed)) === true)
	await noEnglish(wu, 'the board')
	await accessible(wu, 'the board')
	await wu.shot('board-zh')

	/* Down to the very doors. */
	for (const place of ['果园新村街道', '果园里社区居委会', '第一网格', '果园里小区']) {
		await wu.locator('.lf-bar', { hasText: place }).click()
		await until(`the board of ${place}`, async () => (await wu.text('.lf-sweep-where')) === place)
	}
	await wu.locator('.lf-bar', { hasText: '12号楼' }).click()
	await until('a building opens its doors', async () => (await wu.locator('.el-table__row').count()) === 6)
	await noEnglish(wu, 'the list of doors')
	await accessible(wu, 'the list of doors')
	await wu.shot('doors-zh')

	/* The officer settles the conflict. */
	await zhou.goTo(`/sweeps/${encodeURIComponent(sweep)}?tab=conflicts`)
	await zhou.getByRole('button', { name: '处理' }).first().click()
	await zhou.locator('.el-drawer.open .el-radio').first().click()
	await zhou.locator('.el-drawer.open textarea').fill('已当面核实')
	await zhou.shot('settle-zh')
	await zhou.locator('.el-drawer.open button[type=submit]').click()
	await until('a settled conflict is gone', async () => (await zhou.locator('.lf-list').last().innerText()).includes('这里没有待处理的冲突'))
	await zhou.goTo(`/sweeps/${encodeURIComponent(sweep)}?tab=share&region=${BUILDINGS[1]}`)
	await until('the share text names who is missing', async () => /1\/6.*户已报/s.test(await zhou.text('[data-test=share]')))
	await zhou.shot('share-zh')
	await zhou.goTo(`/sweeps/${encodeURIComponent(sweep)}?tab=worklist&region=${GRIDS[1]}`)
	await until('the work list holds what is left', async () => (await zhou.locator('.lf-work-table tbody tr').count()) === 5)
	await noEnglish(zhou, 'the work list')
	await accessible(zhou, 'the work list')
	await zhou.shot('worklist-zh')
	await zhou.emulateMedia({ media: 'print' })
	check('print shows the list alone', !(await zhou.locator('.lf-side').isVisible()) && (await zhou.locator('.lf-work-table').first().isVisible()))
	await zhou.emulateMedia({ media: 'screen' })

	/* English, and a phone. */
	await zhou.goTo(`/sweeps/${encodeURIComponent(sweep)}`)
	await zhou.click('[data-test=language]')
	await until('the page changes to English', async () => (await zhou.locator('.lf-side').innerText()).includes('Households'))
	await zhou.shot('board-en')
	await zhou.goTo('/territory')
	await zhou.shot('territory-en')
	await zhou.goTo('/households/no-such-household')
	await until('refusals come in English too', async () => /[A-Za-z]{4,} [a-z]+/.test(await zhou.text('[role=alert]')))

	const small = await reader(browser, base, 'zh-CN', PHONE)
	await signIn(small, 'zhou')
	for (const [name, path] of [
		['today', '/'], ['territory', `/territory/${COMMUNITY}`], ['board', `/sweeps/${encodeURIComponent(sweep)}`],
		['doors', `/sweeps/${encodeURIComponent(sweep)}?tab=doors&region=${GRIDS[0]}`], ['households', '/households'],
		['household', `/households/${doors[0].id}`], ['import', '/import'], ['postings', '/postings'], ['accounts', '/accounts'], ['account', '/me'],
	]) {
		await small.goTo(path)
		await small.waitForTimeout(400)
		await noWider(small, `${name} on a phone`)
		await small.shot(`${name}-phone-zh`)
	}
	await small.locator('.lf-burger').click()
	await until('the menu opens on a phone', async () => small.locator('.lf-side a[href="/households"]').isVisible())
	await small.shot('menu-phone-zh')
	await small.keyboard.press('Escape')
	await until('and closes by Escape', async () => !(await small.locator('.lf-side a[href="/households"]').isVisible()))

	/* Large letters, and leaving. */
	await wu.goTo('/households')
	await wu.getByRole('button', { name: '大号字' }).click()
	check('letters grow', (await wu.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize))) >= 18)
	await noWider(wu, 'the list in large letters')
	await wu.shot('households-large-zh')
	await wu.click('[data-test=account-menu]')
	await wu.getByText('退出登录').click()
	await wu.waitForURL(/sign-in/)
	await wu.goTo('/households')
	check('after signing out the pages are closed', new URL(wu.url()).pathname === '/sign-in')
}

await run('walk', async (browser, servers) => {
	const said = execFileSync(binary, ['init', place('data')], { encoding: 'utf8' })
	const token = /\/link\/([\w-]+)/.exec(said)?.[1]
	const server = await serve(place('data'))
	servers.push(server)
	await walk(server.base, token, browser)
})
