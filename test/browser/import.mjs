// A sheet as a street office has it: odd headings, columns dealt out by hand and remembered,
// a trial that keeps nothing, refused rows corrected in the same place, a table
// pasted from a spreadsheet, an import cancelled on its way.
//
//   node test/browser/import.mjs          screenshots go to build/shots
import { readFileSync, writeFileSync } from 'node:fs'
import { SMALL_PHONE, accessible, call, check, demo, noEnglish, noWider, place, reader, run, serve, signIn, until } from './stage/stage.mjs'

const GRID = '120113001003001'
const HEADINGS = '网格号,单元门,第几层,备用,我方编号'
const ROWS = [`${GRID},9-101,1,,w1`, `${GRID},9-102,1,,w2`, `${GRID},9-201,二层,,w3`, `999999,9-202,2,,w4`]
function sheet(name, lines) {
	const file = place(name)
	writeFileSync(file, `\ufeff${lines.join('\n')}\n`)
	return file
}
const finished = (page) => page.waitForSelector('[data-test=import-finished]', { timeout: 60_000 })
async function counts(page) {
	await finished(page)
	const all = {}
	for (const name of ['read', 'added', 'changed', 'same', 'refused']) all[name] = await page.number(`import-${name}`)
	return all
}
const same = (seen, wanted) => Object.entries(wanted).every(([name, n]) => seen[name] === n)
async function choose(page, kind) {
	await page.locator(`.lf-import-kinds input[value=${kind}]`).check({ force: true })
}
/** Say in the list beside a heading where it goes. */
async function goes(page, heading, label) {
	const field = page.locator(`[data-test="goes-${heading}"]`)
	const input = field.locator('input')
	await until(`“${heading}” goes to ${label}`, async () => {
		if ((await field.innerText()).includes(label)) return true
		// A slow machine may still be closing the list before: press again.
		if ((await input.getAttribute('aria-expanded')) !== 'true') await field.click()
		const list = await input.getAttribute('aria-controls')
		await page.locator(`[id="${list}"] [role=option]`, { hasText: label }).first().click({ timeout: 2_000 })
		await page.waitForTimeout(300)
		return (await field.innerText()).includes(label)
	}, 30_000)
}

run('import', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	const officer = Object.keys(logins).find((login) => login.startsWith('chief-120113001'))
	const wang = await reader(browser, server.base)
	await signIn(wang, officer, logins[officer])

	/* Odd headings: what is missing is said, and the buttons wait. */
	await wang.goTo('/import')
	await choose(wang, 'household')
	const file = sheet('台账.csv', [HEADINGS, ...ROWS])
	await wang.setInputFiles('[data-test=sheet]', file)
	await wang.waitForSelector('[data-test=columns]')
	await until('columns it does not know are asked for in words', async () => (await wang.text('[data-test=lacks]')).includes('还缺'))
	check('nothing can be sent before that', await wang.locator('[data-test=run]').isDisabled())
	check('the first rows stand beside', (await wang.locator('.lf-columns-rows').nth(1).innerText()).includes('9-101'))
	await goes(wang, '网格号', '楼栋')
	await goes(wang, '单元门', '门牌')
	await goes(wang, '第几层', '楼层')
	await goes(wang, '我方编号', '编号')
	await until('now it can be tried', async () => wang.locator('[data-test=dry-run]').isEnabled())
	check('what is left out is said', (await wang.locator('[data-test=columns]').innerText()).includes('1 列不导入'))
	await noEnglish(wang, 'dealing out the columns')
	await accessible(wang, 'dealing out the columns')
	await wang.shot('import-columns-zh')

	/* A trial keeps nothing and says in words what is wrong. */
	await wang.click('[data-test=dry-run]')
	let seen = await counts(wang)
	check('a trial tells what would come of it', same(seen, { read: 4, added: 2, refused: 2 }), JSON.stringify(seen))
	check('the first errors stand there in words', (await wang.locator('.el-table').last().innerText()).includes('楼层'), await wang.locator('.el-table').last().innerText())
	const kept = () => call(data, 'household.list', officer, { region: GRID, q: '9-10' }).rows.length
	check('and keeps nothing', kept() === 0, String(kept()))

	/* For real; the refused rows come back and are corrected in the same place. */
	await wang.click('[data-test=real]')
	await wang.waitForFunction(() => !document.querySelector('[data-test=real]'))
	seen = await counts(wang)
	check('the good rows are in', same(seen, { read: 4, added: 2, refused: 2 }), JSON.stringify(seen))
	await wang.shot('import-refused-zh')
	const [download] = await Promise.all([wang.waitForEvent('download'), wang.click('[data-test=errors]')])
	const errors = place('refused.csv')
	await download.saveAs(errors)
	const text = readFileSync(errors, 'utf8')
	check('the sheet of errors holds the refused rows with the reason', text.includes('w3') && text.includes('w4') && !text.includes('w1') && text.includes('原因'), text)
	writeFileSync(errors, text.replace('二层', '2').replace('999999', GRID))
	await wang.setInputFiles('[data-test=corrected]', errors)
	await until('the corrected rows go in as a second round', async () => (await wang.text('[data-test=rounds]')).includes('4 行') && (await wang.text('[data-test=rounds]')).includes('已无'))
	await accessible(wang, 'a finished import')
	await wang.shot('import-rounds-zh')
	await wang.click('[data-test=look]')
	await until('and one looks at the households from there', async () => new URL(wang.url()).pathname === '/households')

	/* The same headings again: remembered for this account. */
	await wang.goTo('/import')
	await choose(wang, 'household')
	await wang.setInputFiles('[data-test=sheet]', file)
	await wang.waitForSelector('[data-test=remembered]')
	check('the columns go where they went', await wang.locator('[data-test=run]').isEnabled())

	/* Pasted from a spreadsheet. */
	await wang.click('text=从 Excel 粘贴')
	await wang.evaluate((rows) => {
		const field = document.querySelector('textarea')
		const clipboard = new DataTransfer()
		clipboard.setData('text/plain', rows)
		field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
	}, `网格\t门牌\t楼层\t编号\r\n${GRID}\t9-301\t3\tw5\r\n${GRID}\t9-302\t3\tw6\r\n`)
	await until('a pasted table is a sheet', async () => (await wang.locator('[data-test=columns] tbody tr').count()) === 4 && wang.locator('[data-test=run]').isEnabled())
	await wang.shot('import-paste-zh')
	await wang.click('[data-test=run]')
	seen = await counts(wang)
	check('and its rows are in', same(seen, { read: 2, added: 2, refused: 0 }), JSON.stringify(seen))

	/* Long work: progress, and a way out. */
	const many = sheet('很多.csv', ['编号,网格,门牌', ...Array.from({ length: 60_000 }, (_, i) => `n${i},${GRID},n-${i}`)])
	await wang.goTo('/import')
	await choose(wang, 'household')
	await wang.setInputFiles('[data-test=sheet]', many)
	await until('a long sheet is read', () => wang.locator('[data-test=run]').isEnabled())
	await wang.click('[data-test=run]')
	await wang.click('[data-test=cancel]')
	await finished(wang)
	check('a cancelled import says what stays', (await wang.text('[data-test=import-finished]')).includes('已取消'), await wang.text('[data-test=import-finished]'))
	check('and that not all was read', (await wang.number('import-read')) < 60_000)
	await wang.context().close()

	/* A whole edition goes in whole or not at all, and says which. */
	const head = 'chief-12'
	const wu = await reader(browser, server.base)
	await signIn(wu, head, logins[head])
	await wu.goTo('/import')
	await choose(wu, 'region')
	await wu.locator('.lf-import-edition .el-checkbox').first().click()
	await wu.setInputFiles('[data-test=sheet]', sheet('区划.csv', ['code,level,name,kind', '120113,3,北辰区,district', '120113001,4,=1+1,street']))
	await until('a table of areas is read', () => wu.locator('[data-test=run]').isEnabled())
	await wu.click('[data-test=run]')
	seen = await counts(wu)
	check('an edition with a refused row', same(seen, { read: 2, refused: 1 }), JSON.stringify(seen))
	check('says that nothing of it was taken', (await wu.text('[data-test=import-finished]')).includes('没有生效'), await wu.text('[data-test=import-finished]'))
	check('and neither asks for the refused rows alone nor leads to what came in', (await wu.locator('[data-test=corrected], [data-test=look]').count()) === 0)
	await wu.shot('import-edition-zh')
	await wu.context().close()

	const phone = await reader(browser, server.base, { lang: 'en', viewport: SMALL_PHONE })
	await signIn(phone, officer, logins[officer])
	await phone.goTo('/import?kind=household')
	await phone.setInputFiles('[data-test=sheet]', file)
	await phone.waitForSelector('[data-test=columns]')
	await noWider(phone, 'the import on a small phone')
	await accessible(phone, 'the import on a small phone')
	await phone.shot('import-columns-phone-en', { fullPage: true })
})
