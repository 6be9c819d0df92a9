// Paper: a sheet printed, ticked by hand, scanned and typed in again; cards, a page of
// the household book and a notice for the lift, read as a PDF and by a scanner.
//
//   node test/browser/paper.mjs          screenshots go to build/shots
import { createRequire } from 'node:module'
import { inflateSync } from 'node:zlib'
import { accessible, call, check, LARGE_PHONE, noEnglish, noWider, place, reader, run, signIn, SMALL_PHONE, until } from './stage/stage.mjs'
import { building, BUILDING, doors, GRID, QUESTION, STREET } from './stage/building.mjs'
import { readFileSync, writeFileSync } from 'node:fs'

const need = createRequire(new URL('../../web/package.json', import.meta.url))
const { default: decodeQR } = await import(need.resolve('qr/decode.js'))

/** Pages and their sizes in points, from the PDF's own objects. */
function readPdf(bytes) {
	const text = bytes.toString('latin1')
	let objects = text
	for (const match of text.matchAll(/stream\r?\n/g)) {
		const from = match.index + match[0].length
		const to = text.indexOf('endstream', from)
		try {
			objects += inflateSync(bytes.subarray(from, to)).toString('latin1')
		} catch {
			// Not packed, or a picture.
		}
	}
	const boxes = [...objects.matchAll(/\/MediaBox\s*\[\s*([\d.\s]+)\]/g)].map((one) => one[1].trim().split(/\s+/).map(Number))
	const n = Math.max(0, ...[...objects.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count (\d+)|\/Count (\d+)[^>]*?\/Type\s*\/Pages\b/g)].map((one) => Number(one[1] ?? one[2])))
	return { n: n || (objects.match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, boxes }
}
async function printed(page, name, nPages) {
	const file = place(`${name}.pdf`)
	writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
	const { n, boxes } = readPdf(readFileSync(file))
	check(`${name} is ${nPages} pages of paper`, n === nPages, String(n))
	// A4 is 210 × 297 mm: 595 × 842 points.
	check(`${name} is A4`, boxes.length > 0 && boxes.every(([, , w, h]) => Math.abs(w - 595.3) < 1.5 && Math.abs(h - 841.9) < 1.5), JSON.stringify(boxes))
}
/** What a scanner reads from this part of the page, as it is drawn. */
async function scan(page, locator) {
	const png = (await locator.screenshot()).toString('base64')
	const pixels = await page.evaluate(async (data) => {
		const picture = new Image()
		picture.src = `data:image/png;base64,${data}`
		await picture.decode()
		const canvas = document.createElement('canvas')
		canvas.width = picture.width
		canvas.height = picture.height
		const pen = canvas.getContext('2d')
		pen.drawImage(picture, 0, 0)
		return { width: canvas.width, height: canvas.height, data: [...pen.getImageData(0, 0, canvas.width, canvas.height).data] }
	}, png)
	try {
		return decodeQR({ ...pixels, data: Uint8ClampedArray.from(pixels.data) }, { effort: Infinity, timeLimit: 5000 })
	} catch (error) {
		return String(error)
	}
}
const names = doors.map((one) => one.name)

await run('paper', async (browser, servers) => {
	const { data, base } = await building('paper', servers)
	const li = await reader(browser, base)
	await signIn(li, 'li')
	/* One door came in by telephone before the walk began: vacant, not done. */
	call(data, 'visit.record', 'li', { sweep: 'visit', household: 'h203', state: 'vacant', channel: 'phone' })

	/* The sheet. */
	await li.goTo('/paper')
	await until('the ways to paper are open', async () => (await li.locator('.lf-paper-ways a').count()) >= 4)
	await accessible(li, 'paper')
	await li.shot('paper-zh')
	await li.goTo(`/paper/sheet?sweep=visit&region=${BUILDING}`, '.lf-sheet')
	await li.fill('.lf-search input[inputmode=tel]', '022-2639 0000')
	const sheets = li.locator('[data-test=sheet]')
	check('sixty doors are three pages', (await sheets.count()) === 3, String(await sheets.count()))
	const numbers = await li.locator('.lf-sheet-number').allTextContents()
	check('the doors stand in walking order', numbers.join() === doors.map((one) => one.door).join(), numbers.slice(0, 8).join())
	const text = await sheets.first().innerText()
	check('the head says where, when and whom to call', ['果园里 12号楼', '入户排查', '李秀英', '022-2639 0000', '60 户'].every((part) => text.includes(part)), text.slice(0, 300))
	check('no name stands on it in clear', !names.some((name) => text.includes(name)))
	check('it says who printed it', text.includes('李秀英 (li)') && text.includes('第 1 页，共 3 页'), text.slice(-200))
	check('what is known is grey', (await li.locator('.lf-tick.is-known').count()) === 1)
	const code = await scan(li, li.locator('.lf-sheet-qr').first())
	check('its code is read from the paper', code.startsWith(`${base}/paper/type?`) && code.includes(BUILDING), code)
	await printed(li, 'sheet', 3)
	await accessible(li, 'the sheet')
	await li.shot('paper-sheet-zh')
	await li.emulateMedia({ media: 'print' })
	await li.shot('paper-sheet-print', { fullPage: true })
	await li.emulateMedia({ media: null })

	/* Typing it in: the scanner types the code, then one key a door. */
	await li.goTo('/paper/type', '#scan')
	await li.locator('#scan').focus()
	let nKeys = 0
	const began = Date.now()
	const key = async (name) => {
		nKeys++
		await li.keyboard.press(name)
	}
	await li.keyboard.insertText(code)
	await key('Enter')
	await until('the sheet is open and the keys go to its doors', async () => li.evaluate(() => document.activeElement?.getAttribute('data-test') === 'doors'))
	check('what was recorded before is shown', (await li.locator('#door-6').innerText()).includes('空户'), await li.locator('#door-6').innerText())
	// As a person reads it off: mostly done, some absent, one refused with a word, a slip corrected.
	for (let i = 0; i < 60; i++) {
		if (i === 9) {
			await key('1')
			await key('ArrowUp')
		}
		await key(i % 10 === 9 ? '2' : i === 33 ? '3' : i === 41 ? '4' : i === 50 ? '0' : '1')
		if (i === 33) {
			await key('n')
			await li.keyboard.insertText('说明天再来')
			await key('Enter')
		}
	}
	const ms = Date.now() - began
	check('sixty doors take no more than two keys each', nKeys <= 120, String(nKeys))
	check('the page keeps up with the fastest typist', ms < 60_000, `${ms} ms`)
	// A practised typist makes two keys a second, a slow one one.
	check('at a key a second sixty doors are in within two minutes', nKeys <= 120)
	check('the cursor waits at the button', await li.evaluate(() => document.activeElement?.getAttribute('data-test') === 'send'))
	check('59 doors are typed', (await li.text('[data-test=typed]')).includes('59 / 60'), await li.text('[data-test=typed]'))
	await li.shot('paper-type-zh')
	const pushes = []
	li.on('request', (request) => request.url().endsWith('/api/sync/push') && pushes.push(request.postDataJSON()))
	await key('Enter')
	await until('all of them are sent', async () => li.locator('[data-test=sent]').isVisible())
	check('in one go, on paper', pushes.length === 1 && pushes[0].commands.length === 59 && pushes[0].commands.every((one) => one.channel === 'paper'), JSON.stringify(pushes).slice(0, 200))
	const said = await li.text('[data-test=sent]')
	check('58 are recorded, one is a conflict', said.includes('58 户已登记') && said.includes('1 户与先前记录不一致'), said)
	await li.shot('paper-typed-zh')
	await accessible(li, 'a typed sheet')
	/* The server tells the same story. */
	const { rows } = call(data, 'sweep.doors', 'li', { sweep: 'visit', region: BUILDING, limit: 500 })
	const count = (test) => rows.filter(test).length
	check('the doors agree with the paper', count((r) => r.state === 'done') === 50 && count((r) => r.state === 'absent') === 6 && count((r) => r.state === 'refused' && r.reason === '说明天再来') === 1 && count((r) => r.state === 'vacant') === 2 && count((r) => r.state === 'none') === 1, JSON.stringify(rows.map((r) => r.state)))
	const h203 = rows.find((r) => r.household === 'h203')
	check('what the telephone said was not overwritten', h203.state === 'vacant' && h203.channel === 'phone' && h203.conflict > 0, JSON.stringify(h203))
	const history = call(data, 'visit.history', 'li', { household: 'h101' })
	check('who typed it is kept', history.rows.some((one) => one.channel === 'paper' && one.login === 'li'), JSON.stringify(history))
	/* The same sheet typed twice changes nothing that stands. */
	await li.goTo(new URL(code).pathname + new URL(code).search, '#door-0')
	check('and a photograph of the code opens the sheet as well', await (async () => {
		await li.goTo('/paper/type', '#scan')
		const picture = place('sheet.png')
		await li.goTo(`/paper/sheet?sweep=visit&region=${BUILDING}`, '.lf-sheet')
		await li.locator('.lf-a4-head').first().screenshot({ path: picture })
		await li.goTo('/paper/type', '#scan')
		await li.setInputFiles('[data-test=picture]', picture)
		await li.waitForSelector('#door-59')
		return true
	})())
	await li.goTo('/paper/type', '#scan')
	await li.locator('#scan').fill('6901234567892')
	await li.keyboard.press('Enter')
	await until('what is no sheet is said so', async () => (await li.locator('[role=alert]').innerText()).includes('不是排查表'))

	/* The sheet as a spreadsheet: taken, filled in, sent back. */
	const csv = await li.evaluate(async (region) => (await fetch(`/api/export/visit?sweep=visit&region=${region}&format=csv&lang=zh-CN`)).text(), GRID)
	const lines = csv.replace('\ufeff', '').trim().split(/\r?\n/)
	const head = lines[0].split(',')
	check('the spreadsheet has the doors still to do', lines.length === 2 + 10 && head.includes('楼栋') && head.includes('状态'), `${lines.length} ${lines[0]}`)
	const filled = lines.map((line, i) => {
		const cells = line.split(',')
		if (i >= 2 && cells[head.indexOf('户')] === 'k101') cells[head.indexOf('状态')] = '在家'
		return cells.join(',')
	})
	await li.evaluate(async ([body]) => {
		const me = await (await fetch('/api/me')).json()
		await fetch('/api/import/visit', { method: 'POST', headers: { 'X-CSRF': me.csrf, 'X-File-Name': 'visit.csv' }, body })
	}, [filled.join('\r\n')])
	await until('and one line filled in is one record on paper', async () => {
		const { rows: back } = call(data, 'sweep.doors', 'li', { sweep: 'visit', region: `${GRID}01013` })
		return back[0].state === 'done' && back[0].channel === 'paper' ? true : JSON.stringify(back[0])
	})

	/* A question becomes a box; a letter before the key says yes. */
	call(data, 'sweep.start', null, { id: 'fever', region: STREET, kind: 'temperature', title: '发热排查', questions: JSON.stringify([{ key: 'q1', label: QUESTION, kind: 'flag' }]) })
	await li.goTo(`/paper/sheet?sweep=fever&region=${BUILDING}`, '.lf-sheet')
	check('the question stands on the sheet with its box', (await li.locator('.lf-sheet').first().innerText()).includes(`A ${QUESTION}`) && (await li.locator('.lf-sheet-yes').first().innerText()) === 'A')
	await printed(li, 'sheet with a question', 3)
	pushes.length = 0
	await li.goTo('/paper/type', '#scan')
	await li.getByRole('button', { name: '选择楼栋' }).click()
	await li.goTo(`/paper/type?s=fever&r=${BUILDING}&d=${new URL(code).searchParams.get('d')}`, '#door-59')
	for (const name of ['a', '1', '1', 'r', 'Enter']) await li.keyboard.press(name)
	await until('a tick is a yes, an empty box beside “done” a no', async () => pushes.length === 1 && JSON.stringify(pushes[0].commands.map((one) => one.answers.q1)) === JSON.stringify([true, ...Array(59).fill(false)]) ? true : JSON.stringify(pushes).slice(0, 300))

	/* A number has a blank field; it is typed after the 1, and only there. */
	const asks = [{ key: 'q1', label: QUESTION, kind: 'flag' }, { key: 'q2', label: '现住几人', kind: 'number' }, { key: 'q3', label: '近期住在', kind: 'choice', choices: ['本市', '外地'] }, { key: 'q4', label: '需要什么', kind: 'text' }]
	call(data, 'sweep.start', null, { id: 'count', region: STREET, kind: 'visit', title: '人数登记', questions: JSON.stringify(asks) })
	await li.goTo(`/paper/sheet?sweep=count&region=${BUILDING}`, '.lf-sheet')
	const counted = await li.locator('.lf-sheet').first().innerText()
	check('the blanks stand on the sheet with their letters', ['B 现住几人', 'C 近期住在 (1 本市 2 外地)'].every((part) => counted.replace(/\s+/g, ' ').includes(part)) && (await li.locator('.lf-sheet').first().locator('.lf-sheet-blank').allInnerTexts()).join('') === 'BC', counted.slice(0, 500))
	check('what has no room is named', counted.includes('未列入：需要什么'), counted.slice(0, 500))
	const nPages = await li.locator('[data-test=sheet]').count()
	await printed(li, 'sheet with blanks', nPages)
	check('no line is lost below the page', await li.evaluate(() => [...document.querySelectorAll('.lf-sheet')].every((one) => one.querySelector('.lf-sheet-notes').getBoundingClientRect().bottom <= one.querySelector('.lf-a4-foot').getBoundingClientRect().top)))
	await accessible(li, 'a sheet with blanks')
	await li.locator('.lf-sheet').first().screenshot({ path: place('blanks.png') })
	await li.shot('paper-sheet-blanks-zh')
	pushes.length = 0
	await li.goTo(`/paper/type?s=count&r=${BUILDING}&d=${new URL(code).searchParams.get('d')}`, '#door-59')
	check('the typing page names it too', (await li.text('[data-test=left-out]')).includes('需要什么'))
	const inBlank = (i) => until(`blank ${i} is open`, async () => li.evaluate((id) => document.activeElement?.id === id, `blank-${i}`))
	const inDoors = () => until('back at the doors', async () => li.evaluate(() => document.activeElement?.getAttribute('data-test') === 'doors'))
	for (const name of ['a', '1']) await li.keyboard.press(name)
	await inBlank(0)
	await accessible(li, 'the blanks of a door')
	await li.keyboard.type('三')
	await li.keyboard.press('Enter')
	await until('a word is no number', async () => (await li.locator('.lf-type-blanks [role=alert]').innerText()).includes('用数字'))
	await li.keyboard.press('Backspace')
	await li.keyboard.type('3')
	await li.keyboard.press('Enter')
	await inBlank(1)
	await li.keyboard.type('2')
	await li.shot('paper-type-blanks-zh')
	await li.keyboard.press('Enter')
	await inDoors()
	await li.keyboard.press('2')
	check('a door that was not reached asks nothing', (await li.locator('[data-test=blanks]').count()) === 0)
	await li.keyboard.press('1')
	await inBlank(0)
	await li.keyboard.press('Enter')
	await inBlank(1)
	await li.keyboard.press('Enter')
	await inDoors()
	await li.click('[data-test=send]')
	await until('numbers and answers are in the records, blanks are not', async () => pushes.length === 1 && JSON.stringify(pushes[0].commands.map((one) => one.answers ?? null)) === JSON.stringify([{ q1: true, q2: 3, q3: '外地' }, null, { q1: false }]) ? true : JSON.stringify(pushes).slice(0, 600))
	await until('and the server took them', async () => li.locator('[data-test=sent]').isVisible())

	/* Cards. */
	await li.goTo(`/paper/cards?region=${BUILDING}`, '.lf-cards-doors li')
	await accessible(li, 'choosing cards')
	await li.getByRole('button', { name: '都不选' }).click()
	for (const one of doors.slice(0, 12)) await li.locator('.lf-cards-doors').getByText(`12号楼 ${one.door}`, { exact: false }).first().click()
	await li.click('[data-test=make]')
	await li.locator('.el-message-box__btns .el-button--primary').click()
	await until('twelve cards are there', async () => (await li.locator('[data-test=card]').count()) === 12 || (await li.locator('[data-test=card]').count()))
	const cardText = await li.locator('[data-test=sheet]').first().innerText()
	check('no name stands on a card', ![...names, '孙小妹'].some((name) => cardText.includes(name)))
	check('a card has a door and six digits', /果园里 12号楼 101[\s\S]*\d{3} \d{3}/.test(cardText), cardText.slice(0, 200))
	const cardCode = await scan(li, li.locator('[data-test=card] .lf-qr').first())
	check('its code opens the household’s page', cardCode.startsWith(`${base}/resident/#c=`), cardCode)
	await printed(li, 'cards', 2)
	await li.shot('paper-cards-zh', { fullPage: true })
	const bound = await fetch(`${base}/api/session/household`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ card: cardCode.split('#c=')[1] }) })
	const who = await bound.json()
	check('and it is that household', bound.ok && who.household.door === '101', JSON.stringify(who))

	/* The book and the notice. */
	await li.goTo('/paper/book/h101', '.lf-book')
	await until('the family is on its page, masked', async () => {
		const page = await li.locator('.lf-book').innerText()
		return page.includes('配偶') && !page.includes('孙小妹') && !page.includes('13830000001') && page.includes('李秀英') ? true : page
	})
	await printed(li, 'book page', 1)
	await li.shot('paper-book-zh', { fullPage: true })
	await accessible(li, 'a page of the book')
	await li.goTo(`/paper/notice?region=${BUILDING}`, '.lf-notice')
	const group = await scan(li, li.locator('.lf-notice .lf-qr'))
	check('the notice opens the building', group.startsWith(`${base}/resident/#g=`), group)
	const notice = await li.locator('.lf-notice').innerText()
	check('no family is named on it', !names.some((name) => notice.includes(name)))
	await printed(li, 'notice', 1)
	await li.shot('paper-notice-zh', { fullPage: true })
	await accessible(li, 'the notice')

	/* In English, and on phones. */
	const en = await reader(browser, base, { lang: 'en' })
	await signIn(en, 'zhou')
	for (const [name, path, wait] of [
		['paper', '/paper', '.lf-paper-ways'], ['sheet', `/paper/sheet?sweep=visit&region=${BUILDING}`, '.lf-sheet'], ['type', new URL(code).pathname + new URL(code).search, '#door-59'],
		['book', '/paper/book/h101', '.lf-book'], ['notice', `/paper/notice?region=${BUILDING}`, '.lf-notice'], ['cards', `/paper/cards?region=${BUILDING}`, '.lf-cards-doors li'],
	]) {
		await en.goTo(path, wait)
		const main = await en.locator('main').innerText()
		check(`${name} is English throughout`, !/[\u3400-\u9fff]{2}/.test(main.replace(/果园里|果园新村|街道|社区居委会|第一网格|\d+号楼|入户排查|发热排查|人数登记|李秀英|周敏|[\u3400-\u9fff]\*+[\u3400-\u9fff]?|天津市|北辰区|市辖区/g, '')), main.replace(/果园里|发热排查|入户排查/g, "").match(/.{0,20}[\u3400-\u9fff]{2}.{0,20}/)?.[0])
		await en.shot(`paper-${name}-en`, { fullPage: name !== 'sheet' })
	}
	for (const [size, viewport] of [['360', SMALL_PHONE], ['412', LARGE_PHONE]]) {
		await li.setViewportSize(viewport)
		for (const [name, path, wait] of [['paper', '/paper', '.lf-paper-ways'], ['type', new URL(code).pathname + new URL(code).search, '#door-59'], ['sheet', `/paper/sheet?sweep=visit&region=${BUILDING}`, '.lf-sheet']]) {
			await li.goTo(path, wait)
			await noWider(li, `${name} at ${size}`)
			if (name !== 'sheet') await noEnglish(li, `${name} at ${size}`)
			await li.shot(`paper-${name}-${size}-zh`)
		}
	}
})
