// Checkpoints, rosters, shifts (SC-04): the exits of a compound, a checkpoint with its group,
// a roster made, edited by keyboard and published, 76 rosters on paper, and the phone of
// somebody on duty.
//
//   node test/browser/duty.mjs          screenshots go to build/shots
import { accessible, call, check, noEnglish, noWider, reader, run, signIn, SMALL_PHONE, until } from './stage/stage.mjs'
import { COMMUNITY, compound, duty, group, GROUP, STREET } from './stage/compound.mjs'

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

run('duty', async (browser, servers) => {
	const { data, base, wang } = await duty('duty', servers, 3)
	const page = await reader(browser, base)
	await signIn(page, 'wang')
	await exits(page)
	for (const name of ['西门', '南门', '后门']) await wang('exit.add', { region: HOME, name, state: 'closed', is_fire_passage: false, reason: '只留东门进出', keeper: 'zheng' })
	await page.goTo(`/duty/exits?region=${HOME}`)
	await until('six exits', async () => (await page.locator('.el-table__row').count()) === 6)
	await noEnglish(page, 'the exits')
	await accessible(page, 'the exits')
	await page.shot('duty-exits-zh')
	/* The group, and the checkpoint. */
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
	await until('eight are enough', async () => (await page.locator('.el-table__row', { hasText: '东门卡口' }).count()) === 1)
	await until('with nobody on duty it is red, with the word', async () => (await page.locator('.el-table__row', { hasText: '东门卡口' }).innerText()).includes('无人值守'))
	await noEnglish(page, 'the checkpoints')
	await accessible(page, 'the checkpoints')
	await page.shot('duty-checkpoints-zh')
	await page.goTo(`/map/${COMMUNITY}`)
	await until('the map says it in red', async () => (await page.text('[data-test=red-strip]')).includes('东门卡口'))
	await accessible(page, 'the map with a red checkpoint')
	await page.shot('duty-map-zh')
	await page.goTo(`/board/${STREET}`, '.lf-need')
	await until('and so does the big screen', async () => (await page.text('[data-test=n-checkpoints]')) === '1')
	await page.shot('duty-board-zh')
})
