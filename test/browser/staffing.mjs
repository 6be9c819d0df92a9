// Cadres are sent to communities (SC-03): a unit uploads its list, the organisation
// department approves it, a community asks and calls up by residence, the district's
// headquarters approves first, a post is given, leave needs two signatures.
//
//   node test/browser/staffing.mjs          screenshots go to build/shots
//
// Rule: nothing is checked that a person at the screen could not see.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accessible, binary, call, check, noEnglish, noWider, PASSWORD, place, reader, run, serve, SMALL_PHONE, until } from './stage/stage.mjs'
import { enrol, go, phone, synced } from './stage/phone.mjs'

const DISTRICT = '120113'
const ORCHARD = '120113001001'
const GARDEN = '120113001002'
const HOUR = 3_600_000
const REGIONS = [
	'代码,上级代码,层级,名称,类型', '120000000000,,1,天津市,municipality', '120100000000,120000000000,2,市辖区,prefecture_placeholder', '120113000000,120100000000,3,北辰区,district',
	'120113001000,120113000000,4,果园新村街道,street', `${ORCHARD},120113001000,5,果园里社区,residents_committee`, `${GARDEN},120113001000,5,花园里社区,residents_committee`,
]
/** Six live in the orchard, two in the garden; then no community, no such rank, no such community. */
const CADRES = [
	['c1', '赵一鸣', '13900000001', '处级', '是', ORCHARD], ['c2', '钱二宝', '13900000002', '科级', '是', ORCHARD], ['c3', '孙三省', '13900000003', '科级', '是', ORCHARD],
	['c4', '李四光', '13900000004', '科级', '否', ORCHARD], ['c5', '周五湖', '13900000005', '局级', '是', ORCHARD], ['c6', '吴六一', '13900000006', '科级', '是', ORCHARD],
	['c7', '郑七星', '13900000007', '科级', '是', GARDEN], ['c8', '王八达', '13900000008', '科级', '是', GARDEN], ['c9', '冯九如', '13900000009', '科级', '是', ''],
	['c10', '陈十全', '13900000010', '部级', '是', ORCHARD], ['c11', '褚十一', '13900000011', '科级', '是', '没有的社区'],
]
const lianfang = (...words) => execFileSync(binary, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
function sheet(name, lines) {
	mkdirSync(place('sheets'), { recursive: true })
	const file = join(place('sheets'), name)
	writeFileSync(file, `${lines.join('\n')}\n`)
	return file
}
function district() {
	const data = place('district')
	lianfang('init', data)
	lianfang('import', data, 'region', sheet('区域.csv', REGIONS))
	call(data, 'organisation.add', null, { region: DISTRICT, id: 'edu', name: '区教育局', kind: 'department' })
	call(data, 'organisation.add', null, { region: DISTRICT, id: 'org', name: '区委组织部', kind: 'organisation_department' })
	for (const [login, name, role, region, organisation] of [
		['guan', '关为民', 'commander', DISTRICT], ['qian', '钱文', 'department', DISTRICT, 'edu'], ['zuzhi', '祖志远', 'department', DISTRICT, 'org'], ['wu', '吴建国', 'officer', ORCHARD], ['hua', '华春', 'officer', GARDEN],
	]) {
		call(data, 'account.add', null, { region: DISTRICT, login, name, phone: '13800000001', ...(organisation ? { organisation } : {}) })
		call(data, 'posting.add', null, { region, account: login, role, duty: 'chief' })
	}
	return data
}
async function desk(browser, base, data, login, more = {}) {
	const page = await reader(browser, base, more)
	await page.goTo(`/link/${call(data, 'account.invite', null, { login }).token}`)
	await page.fill('#first', PASSWORD)
	await page.fill('#second', PASSWORD)
	await page.click('button[type=submit]')
	await page.waitForURL((url) => url.pathname === '/')
	await page.waitForSelector('.lf-head h1')
	return page
}
const row = (page, text) => page.locator('.el-table__body tr', { hasText: text }).first()
const yes = (page) => page.locator('.el-message-box').getByRole('button', { name: '是，继续' }).click()
/** Look at a page as a person does: Chinese, axe, width, a picture. */
async function looked(page, name, selector = 'main') {
	await page.waitForTimeout(350)
	await noEnglish(page, name, selector)
	await accessible(page, name)
	await noWider(page, name)
	await page.shot(`staffing-${name.replaceAll(' ', '-')}-zh`)
}

/* The unit uploads its list; the organisation department decides. */
async function lists(browser, base, data) {
	const qian = await desk(browser, base, data, 'qian')
	await qian.locator('nav a[href="/staffing/pool"]').click()
	await qian.click('[data-test=upload]')
	await qian.waitForSelector('[data-test=sheet]', { state: 'attached' })
	check('the button leads to the right kind of sheet', await qian.locator('.lf-import-kinds input[value=cadre]').isChecked())
	await qian.setInputFiles('[data-test=sheet]', sheet('下沉干部.csv', ['编号,姓名,手机,职级,党员,居住社区,批次', ...CADRES.map((one) => `${one.join(',')},1`)]))
	await qian.click('[data-test=run]')
	await qian.waitForSelector('[data-test=import-finished]', { timeout: 30_000 })
	check('eight of eleven rows are in, three come back', (await qian.number('import-added')) === 8 && (await qian.number('import-refused')) === 3)
	const why = await qian.locator('main').innerText()
	check('with reasons in the words of the sheet', why.includes('局级、处级、科级、一般干部') && why.includes('没有这个名称的社区') && !/bureau|clerk/.test(why.split('未接受').pop()), why.slice(-400))
	await qian.goTo('/staffing/pool?of=batches')
	await until('the list waits for approval', async () => (await row(qian, '区教育局').innerText()).includes('待审批'))
	check('a unit does not approve its own list', (await qian.locator('[data-test=approve]').count()) === 0)
	await looked(qian, 'lists of a unit')

	const zuzhi = await desk(browser, base, data, 'zuzhi')
	await zuzhi.goTo('/staffing/pool?of=batches')
	await row(zuzhi, '区教育局').locator('[data-test=open-batch]').click()
	await zuzhi.locator('.el-drawer.open').waitFor()
	await row(zuzhi, '王八达').locator('[data-test=refuse-cadre]').click()
	const reason = zuzhi.locator('.el-drawer.open').last()
	await reason.locator('textarea, input').last().fill('本人有呼吸系统疾病')
	await looked(zuzhi, 'reason for leaving somebody off', '.el-drawer.open')
	await reason.getByRole('button', { name: '不予批准' }).click()
	await until('the reason stands beside the name', async () => (await row(zuzhi, '王八达').innerText()).includes('呼吸系统'))
	await looked(zuzhi, 'rows of a list', '.el-drawer.open')
	await zuzhi.keyboard.press('Escape')
	await zuzhi.locator('.el-drawer.open').waitFor({ state: 'hidden' })
	await row(zuzhi, '区教育局').locator('[data-test=approve]').click()
	await yes(zuzhi)
	await until('the rest is approved', async () => (await row(zuzhi, '区教育局').innerText()).includes('已批准'))
	return { qian, zuzhi }
}

/* A community asks for three, and finds only its own people. */
async function calls(browser, base, data) {
	const wu = await desk(browser, base, data, 'wu')
	await wu.goTo('/staffing/pool')
	await wu.click('[data-test=ask]')
	const form = wu.locator('.el-drawer.open')
	await form.locator('.el-input-number input').fill('3')
	await form.locator('textarea').fill('卡口值守')
	await looked(wu, 'asking for people', '.el-drawer.open')
	await form.getByRole('button', { name: '提出用人需求' }).click()
	await until('the community wants three', async () => (await row(wu, '果园里社区').innerText()).includes('缺人'))
	await looked(wu, 'people wanted')
	await wu.locator('[data-test=find]').click()
	await until('six people live here', async () => (await wu.locator('.el-table__body tr').count()) === 6)
	check('nobody of another community is shown', !(await wu.locator('main').innerText()).includes('郑七星'))
	check('it says for whom one looks', (await wu.text('[data-test=asked]')).includes('还差 3 人'))
	for (const name of ['赵一鸣', '钱二宝', '孙三省']) await row(wu, name).locator('.el-checkbox').click()
	await looked(wu, 'the pool')
	await wu.click('[data-test=call-up]')
	await wu.locator('.el-drawer.open [data-test=send]').click()
	await until('without the approval of headquarters nobody is called up', async () => (await wu.locator('[data-test=why]').count()) === 3 && (await wu.locator('[data-test=why]').first().innerText()).includes('指挥部'))
	await looked(wu, 'a call-up that is refused', '.el-drawer.open')

	const guan = await desk(browser, base, data, 'guan')
	await guan.goTo(`/staffing/pool?of=people&region=${ORCHARD}`)
	for (const name of ['赵一鸣', '钱二宝', '孙三省']) await row(guan, name).locator('.el-checkbox').click()
	await guan.click('[data-test=clear-chosen]')
	await yes(guan)
	await until('headquarters approves three', async () => (await guan.locator('main .el-table__body').first().innerText()).split('区指挥部已批准').length === 4)
	await looked(guan, 'the pool of headquarters')

	await wu.reload()
	for (const name of ['赵一鸣', '钱二宝', '孙三省']) await row(wu, name).locator('.el-checkbox').click()
	await wu.click('[data-test=call-up]')
	await wu.locator('.el-drawer.open [data-test=send]').click()
	await wu.waitForURL((url) => url.pathname === '/staffing/deployments')
	await until('three are called up', async () => (await wu.locator('.el-table__body tr').count()) === 3)
	await wu.goTo('/staffing/pool?of=asks')
	await wu.locator('.lf-search .el-select').nth(1).click()
	await wu.locator('.el-select-dropdown__item:visible', { hasText: '已配齐' }).click()
	await until('the request is filled', async () => (await row(wu, '果园里社区').innerText()).includes('已配齐'))

	await guan.goTo(`/staffing/pool?of=people&region=${ORCHARD}`)
	await until('who is called up is not among the free', async () => (await guan.locator('.el-table__body tr').count()) === 3)
	await guan.locator('.lf-search input[type=text]').last().fill('赵一鸣')
	await guan.keyboard.press('Enter')
	await until('but found by name', async () => (await guan.locator('.el-table__body tr').count()) === 1 && (await row(guan, '赵一鸣').innerText()).includes('已调派'))
	await row(guan, '赵一鸣').locator('.el-checkbox').click()
	await guan.click('[data-test=call-up]')
	await guan.fill('[data-test=work]', '入户排查')
	await guan.locator('.el-drawer.open [data-test=send]').click()
	await until('nobody is sent to two posts at once', async () => (await guan.locator('[data-test=why]').innerText()).includes('岗'))
	await guan.keyboard.press('Escape')
	return { wu, guan }
}

/* Who may not decide asks beside the name; headquarters finds it on Today, says yes, and no with a reason. */
async function clearances(wu, guan) {
	await wu.goTo(`/staffing/pool?of=people&region=${ORCHARD}`)
	for (const [name, work] of [['李四光', '楼门值守'], ['周五湖', '物资配送']]) {
		await row(wu, name).locator('[data-test^=ask-]').click()
		const form = wu.locator('.el-drawer.open')
		await form.locator('textarea, input').first().fill(work)
		if (name === '李四光') await looked(wu, 'asking headquarters', '.el-drawer.open')
		await form.locator('button[type=submit]').click()
		await until(`headquarters is asked for ${name}`, async () => (await row(wu, name).innerText()).includes('已向区指挥部申请') && (await row(wu, name).locator('[data-test^=ask-]:visible').count()) === 0)
		await form.waitFor({ state: 'hidden' })
	}
	await guan.goTo('/')
	const waiting = guan.locator('[data-test=waiting] li', { hasText: '申请在居住地下沉的人员' })
	await until('two wait for the commander, on Today', async () => (await waiting.innerText()).includes('2 项'))
	await looked(guan, 'what waits on Today')
	await waiting.locator('a').click()
	await until('the inbox shows who, where and what for', async () => /果园里社区[\s\S]*楼门值守[\s\S]*吴建国/.test(await row(guan, '李四光').innerText()))
	await looked(guan, 'the inbox of headquarters')
	await row(guan, '李四光').locator('[data-test=approve-clearance]').click()
	await until('one press approves', async () => (await guan.locator('.el-table__body tr', { hasText: '李四光' }).count()) === 0)
	await row(guan, '周五湖').locator('[data-test=refuse-clearance]').click()
	const form = guan.locator('.el-drawer.open')
	await form.locator('button[type=submit]').click()
	await until('a no without a reason is not sent', async () => (await form.locator('.el-form-item__error, [role=alert]').count()) > 0)
	await form.locator('textarea, input').first().fill('本人另有隔离点任务')
	await looked(guan, 'saying no with a reason', '.el-drawer.open')
	await form.locator('button[type=submit]').click()
	await until('nothing waits any longer', async () => (await guan.locator('main').innerText()).includes('没有待指挥部批准的申请'))
	await guan.goTo('/')
	await guan.waitForTimeout(700)
	check('nor on Today', (await waiting.count()) === 0)
	await wu.goTo('/staffing/pool?of=clearances')
	await until('the officer reads the reason, and by whom', async () => /未批准[\s\S]*本人另有隔离点任务[\s\S]*关为民/.test(await row(wu, '周五湖').innerText()))
	check('and the yes', (await row(wu, '李四光').innerText()).includes('已批准'), await row(wu, '李四光').innerText())
	check('an officer decides nothing here', (await wu.locator('[data-test=approve-clearance], [data-test=refuse-clearance]').count()) === 0)
	await looked(wu, 'what headquarters said')
}

/* The community gives the post. */
async function posts(wu) {
	await wu.goTo('/staffing/deployments')
	await row(wu, '赵一鸣').locator('[data-test=assign]').click()
	const form = wu.locator('.el-drawer.open')
	await form.locator('[data-test=role]').click()
	await wu.locator('.el-select-dropdown__item:visible', { hasText: '卡口' }).first().click()
	await form.locator('input[maxlength="100"], textarea').first().fill('南门夜班')
	await looked(wu, 'giving a post', '.el-drawer.open')
	await form.getByRole('button', { name: '安排岗位' }).click()
	await until('the post stands in the list', async () => (await row(wu, '赵一鸣').innerText()).includes('南门夜班'))
	await looked(wu, 'deployments')
}

/* The person's own phone, and the two signatures. */
async function leave(browser, base, data, qian, zuzhi) {
	const [mine] = call(data, 'deployment.list', null, { region: ORCHARD, q: '赵一鸣' }).rows
	const zhao = await phone(browser, base)
	await enrol(zhao, base, data, mine.login)
	await go(zhao, '/deployment', '[data-deployment]')
	check('the phone says where, as what, until when', /南门夜班[\s\S]*果园里社区/.test(await zhao.locator('[data-deployment]').innerText()))
	await zhao.context().setOffline(true)
	await go(zhao, '/more')
	await go(zhao, '/deployment', '[data-deployment]')
	await until('without network too, and says as of when', async () => (await zhao.text('[data-test=old]')).includes('截至') && (await zhao.locator('[data-deployment]').innerText()).includes('南门夜班'))
	await zhao.click('[data-test=ask-leave]')
	const day = new Date(mine.from_at + 56 * HOUR).toISOString().slice(0, 10)
	await zhao.fill('.sheet input[name=from_day]', day)
	await zhao.fill('.sheet input[name=until_day]', day)
	await zhao.fill('.sheet textarea', '父亲手术')
	await zhao.waitForTimeout(300)
	await accessible(zhao, 'asking for leave')
	await noWider(zhao, 'asking for leave')
	await zhao.shot('staffing-phone-leave-zh')
	await zhao.click('.sheet [data-test=save]')
	await until('without network it waits on the phone', async () => (await zhao.locator('[data-deployment]').innerText()).includes('等待发送'))
	await zhao.context().setOffline(false)
	await synced(zhao, 'the leave')
	await go(zhao, '/deployment', '[data-test=leave]')
	check('it waits for both', (await zhao.text('[data-test=leave]')).split('未签批').length === 3, await zhao.text('[data-test=leave]'))

	await zuzhi.goTo('/staffing/leaves')
	check('the department does not sign before the unit', (await row(zuzhi, '赵一鸣').locator('[data-test=grant]').count()) === 0)
	await qian.goTo('/staffing/leaves')
	await row(qian, '赵一鸣').locator('[data-test=sign-unit]').click()
	await yes(qian)
	await until('one signature is not enough', async () => (await row(qian, '赵一鸣').innerText()).includes('待组织部门签批'))
	check('and the unit cannot give the other', (await row(qian, '赵一鸣').locator('[data-test=grant]').count()) === 0)
	await looked(qian, 'leave with one signature')
	await zuzhi.reload()
	await row(zuzhi, '赵一鸣').locator('[data-test=grant]').click()
	await yes(zuzhi)
	await until('with both it is granted', async () => (await row(zuzhi, '赵一鸣').innerText()).includes('已批准'))
	await looked(zuzhi, 'leave granted')
	await go(zhao, '/more')
	await go(zhao, '/deployment', '[data-test=leave]')
	await until('and the phone says so', async () => (await zhao.text('[data-test=leave]')).includes('这几天岗位暂停'))
	await zhao.setViewportSize(SMALL_PHONE)
	await accessible(zhao, 'my deployment')
	await noWider(zhao, 'my deployment')
	await zhao.shot('staffing-phone-zh', { fullPage: true })
}

/* Figures from the rows; liaison; a team that is not complete. */
async function figures(zuzhi, guan, wu) {
	await zuzhi.goTo('/staffing/statistics')
	await until('seven were approved', async () => (await zuzhi.number('n-n')) === 7)
	check('six of them are party members: 85.7 %', (await zuzhi.number('n-members')) === 6 && (await zuzhi.text('[data-test=share-members]')) === '85.7%')
	check('one of division level, one of bureau level', (await zuzhi.number('n-division')) === 1 && (await zuzhi.number('n-bureau')) === 1)
	check('one community is served', (await zuzhi.number('n-communities')) === 1)
	check('the unit stands with its people', (await zuzhi.text('[data-test=units] tbody')).includes('区教育局'))
	await looked(zuzhi, 'figures')

	await guan.goTo('/staffing/liaison')
	await guan.click('[data-test=add-liaison]')
	const form = guan.locator('.el-drawer.open')
	await form.locator('.el-select').nth(1).click()
	await guan.locator('.el-select-dropdown__item:visible', { hasText: '关为民' }).click()
	await looked(guan, 'adding a liaison', '.el-drawer.open')
	await form.getByRole('button', { name: '保存' }).click()
	await until('the leader stands by the district', async () => (await row(guan, '北辰区').innerText()).includes('关为民') && (await row(guan, '北辰区').innerText()).includes('资源联用'))
	await looked(guan, 'liaison')

	await wu.goTo('/staffing/teams')
	await wu.click('[data-test=add-team]')
	const team = wu.locator('.el-drawer.open')
	await team.locator('input[maxlength="100"]').fill('南门卡口管控组')
	await team.locator('.el-select').first().click()
	await wu.locator('.el-select-dropdown__item:visible', { hasText: '卡口管控组' }).click()
	await looked(wu, 'forming a team', '.el-drawer.open')
	await team.getByRole('button', { name: '组建队伍' }).click()
	await until('what the team lacks is said in words', async () => (await wu.text('[data-test=faults]')).includes('人数不足'))
	await wu.click('[data-test=join]')
	await wu.locator('.el-drawer.open form .el-select').first().click()
	await wu.locator('.el-select-dropdown__item:visible', { hasText: '吴建国' }).click()
	await wu.locator('.el-drawer.open form').getByRole('button', { name: '加入队伍' }).click()
	await until('one member stands in it', async () => (await wu.text('[data-test=n-members]')) === '1')
	await looked(wu, 'a team', '.el-drawer.open')
	await wu.keyboard.press('Escape')
	await looked(wu, 'teams')
}

/* Every page on a small phone and in English. */
async function small(browser, base, wu) {
	const cookies = await wu.context().cookies()
	for (const [lang, viewport] of [['zh-CN', SMALL_PHONE], ['en', SMALL_PHONE], ['en', undefined]]) {
		const page = await reader(browser, base, viewport ? { lang, viewport } : { lang })
		await page.context().addCookies(cookies)
		for (const path of ['pool?of=asks', 'pool?of=people', 'deployments', 'leaves', 'teams', 'liaison']) {
			await page.goTo(`/staffing/${path}`)
			await page.waitForTimeout(350)
			const name = `${path.replace(/\W+/g, '-')}-${viewport ? 'phone' : 'desk'}-${lang.slice(0, 2)}`
			await noWider(page, name)
			await accessible(page, name)
			await page.shot(`staffing-${name}`)
			if (path === 'deployments' && viewport) {
				await page.locator('.el-table__body [data-test=more]').first().click()
				await until(`${name}: what can be done is one press away`, async () => (await page.locator('.el-dropdown-menu:visible [data-test=assign], .el-dropdown-menu__item[data-test=assign]:visible').count()) === 1)
				await page.shot(`staffing-${name}-more`)
				await page.keyboard.press('Escape')
			}
		}
		await page.context().close()
	}
}

await run('staffing', async (browser, servers) => {
	const data = district()
	const server = await serve(data)
	servers.push(server)
	const { qian, zuzhi } = await lists(browser, server.base, data)
	const { wu, guan } = await calls(browser, server.base, data)
	await clearances(wu, guan)
	await posts(wu)
	await leave(browser, server.base, data, qian, zuzhi)
	await figures(zuzhi, guan, wu)
	await small(browser, server.base, wu)
	const health = JSON.parse(lianfang('check', data).trim().split('\n').pop().replace(/^[^{]*$/, '{}'))
	check('nothing is wrong with the data', !health.faults, JSON.stringify(health))
})
