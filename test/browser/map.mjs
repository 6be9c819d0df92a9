// The map in a real browser: boundaries drawn on a plain ground, figures beside
// colours, down to the doors by mouse and by keyboard; a boundary drawn, typed and
// uploaded; pictures under the map from the one host an administrator named; and a
// browser that cannot draw maps, where everything is there as tiles.
//
//   node test/browser/map.mjs          screenshots go to build/shots
//
// Rule: nothing is checked that a person at the screen could not see.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { deflateSync } from 'node:zlib'
import {
	accessible, binary, call as command, check, DESK, DRAWS, noEnglish, noWider, openBrowser, PASSWORD, place, reader as stageReader, run, serve, signIn, until,
} from './stage/stage.mjs'

const data = place('data')
const PHONE = { width: 390, height: 844 }
const DRAWS_NOT = ['--disable-gpu', '--disable-software-rasterizer', '--disable-3d-apis']

/* A district with three streets, two of them drawn; one grid with a building of six doors. */
const STREETS = ['120113001', '120113002', '120113003']
const GRID = '120113001001001'
const BUILDING = `${GRID}01001`
const REGIONS = [
	'代码,上级代码,层级,名称,类型',
	'120000000000,,1,天津市,municipality',
	'120100000000,120000000000,2,市辖区,prefecture_placeholder',
	'120113000000,120100000000,3,北辰区,district',
	'120113001000,120113000000,4,果园新村街道,street',
	'120113002000,120113000000,4,集贤里街道,street',
	'120113003000,120113000000,4,瑞景街道,street',
	'120113001001,120113001000,5,果园里社区居委会,residents_committee',
	`${GRID},120113001001,6,第一网格,grid`,
	`${GRID}01,${GRID},7,果园里小区,compound`,
	`${BUILDING},${GRID}01,8,12号楼,building`,
]
const DOORS = ['101', '102', '201', '202', '301', '302']
function square(west, south, size) {
	return { type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] }
}
const SHAPES = {
	type: 'FeatureCollection',
	features: [
		{ type: 'Feature', properties: { code: '120113001000' }, geometry: square(117.1, 39.2, 0.05) },
		{ type: 'Feature', properties: { name: '集贤里街道' }, geometry: square(117.15, 39.2, 0.05) },
		{ type: 'Feature', properties: { code: '120113000000' }, geometry: square(117.08, 39.18, 0.14) },
	],
}
const lianfang = (...words) => execFileSync(binary, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
const call = (name, ...args) => command(data, name, null, Object.fromEntries(args.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)])))
function load(kind, name, text, ...more) {
	const file = place(name)
	writeFileSync(file, text)
	return JSON.parse(lianfang('import', data, kind, file, ...more).trim().split('\n').pop())
}

function fill() {
	lianfang('init', data)
	load('region', 'regions.csv', `${REGIONS.join('\n')}\n`)
	load('household', 'doors.csv', `编号,楼栋,门牌,楼层,类型\n${DOORS.map((door) => `h-${door},${BUILDING},${door},${door[0]},home`).join('\n')}\n`)
	const counts = load('boundary', 'shapes.geojson', JSON.stringify(SHAPES))
	check('a file of boundaries is in', counts.added === 3 && counts.refused === 0, JSON.stringify(counts))
	call('account.add', 'region=120113', 'login=wu', 'name=吴建国', 'phone=13800000001', 'title=区指挥部')
	call('posting.add', 'region=120113', 'account=wu', 'role=commander', 'duty=chief')
	call('sweep.start', 'id=s1', 'region=120113001', 'kind=visit', 'target=household', 'title=入户走访')
	const visit = (door, state, ...more) => call('visit.record', `region=${GRID}`, 'sweep=s1', `household=h-${door}`, `state=${state}`, 'channel=door', ...more)
	visit('101', 'done')
	visit('102', 'vacant')
	visit('201', 'absent')
	visit('202', 'refused', 'reason=不愿开门')
	visit('301', 'done')
	call('visit.record', `region=${GRID}`, 'sweep=s1', 'household=h-301', 'state=vacant', 'channel=phone')
	return JSON.stringify(call('account.invite', 'login=wu')).match(/link\/([\w-]+)/)?.[1] ?? call('account.invite', 'login=wu').token
}

/** A page that asks nothing of another host but `tiles`. */
async function reader(browser, base, lang, viewport = DESK, tiles = null) {
	const page = await stageReader(browser, base, { lang, viewport })
	page.on('request', (request) => {
		const url = request.url()
		if (!url.startsWith(base) && !/^(blob|data):/.test(url) && !(tiles && url.startsWith(`${tiles}/`))) check('nothing is asked of another host', false, url)
	})
	page.open = page.goTo
	return page
}
const at = (page) => decodeURIComponent(new URL(page.url()).pathname)
const drawn = (page) => until('the map is drawn', async () => (await page.locator('.lf-shape-map[data-ready]').count()) === 1)

async function walk(base, token, browser) {
	const wu = await reader(browser, base, 'zh-CN', DESK)
	await wu.open(`/link/${token}`)
	await wu.fill('#first', PASSWORD)
	await wu.fill('#second', PASSWORD)
	await wu.click('button[type=submit]')
	await wu.waitForURL((url) => url.pathname === '/')
	await wu.locator('nav a[href="/map"]').click()
	await drawn(wu)
	const label = (name) => wu.locator('.lf-map-label', { hasText: name })
	await until('a street shows its coverage in figures', async () => (await label('果园新村街道').innerText()).includes('33.3%'))
	check('a street without a sweep shows none', (await label('集贤里街道').innerText()).includes('–'))
	check('what is not drawn yet is a tile', (await wu.locator('.lf-tiles a').textContent())?.includes('瑞景街道'))
	check('all three are in the list', (await wu.locator('.lf-map-list li').count()) === 3)
	await noEnglish(wu, 'the map')
	await accessible(wu, 'the map')
	await wu.shot('map-zh')

	/* Boundaries have colours, not the ground alone. */
	const box = await wu.locator('.lf-shape-map').boundingBox()
	const where = await label('果园新村街道').boundingBox()
	await wu.mouse.click(where.x + where.width / 2, Math.min(where.y + where.height + 40, box.y + box.height - 10))
	await until('a click on the shape goes down', async () => at(wu) === `/map/${STREETS[0]}`)
	await wu.goBack()
	await drawn(wu)
	await wu.getByText('责任空缺', { exact: true }).last().click()
	await until('a street that nobody answers for says so', async () => (await label('集贤里街道').innerText()).includes('空缺'))
	await wu.getByText('覆盖率', { exact: true }).last().click()
	await until('and back to the coverage', async () => (await label('果园新村街道').innerText()).includes('33.3%'))
	await label('果园新村街道').focus()
	await wu.keyboard.press('Enter')
	await until('the keyboard goes down as well', async () => at(wu) === `/map/${STREETS[0]}`)
	await until('a community without a boundary is a tile with its figure', async () => (await wu.locator('.lf-tiles a').textContent())?.includes('33.3%') === true)
	await wu.locator('.lf-tiles a').click()
	await until('the grids of the community', async () => (await wu.locator('.lf-tiles a').textContent())?.includes('第一网格') === true)
	await wu.locator('.lf-tiles a').focus()
	await wu.keyboard.press('Enter')

	/* Door by door. */
	await until('a grid shows its doors', async () => (await wu.locator('.lf-flats-building g[role=button]').count()) === 6)
	const letters = (await wu.locator('.lf-flats-building g[role=button] text').allTextContents()).join('')
	check('states have letters, from the top floor down', letters === '!·无拒✓空', letters)
	await noEnglish(wu, 'the drawing of a grid')
	await accessible(wu, 'the drawing of a grid')
	await wu.shot('map-grid-zh')
	check('one door takes the tab key', (await wu.locator('.lf-flats-building [tabindex="0"]').count()) === 1)
	await wu.locator('.lf-flats-building [tabindex="0"]').focus()
	for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await wu.keyboard.press(key)
	await until('arrows walk to a door and Enter opens it', async () => (await wu.locator('[data-test=door]').innerText()).includes('12号楼 202'))
	check('with its state and its reason', /拒访[\s\S]*不愿开门/.test(await wu.locator('[data-test=door]').innerText()))
	check('breadcrumbs lead back', (await wu.locator('.lf-crumbs a', { hasText: '果园新村街道' }).count()) === 1 || (await wu.locator('.lf-crumbs .is-link', { hasText: '果园新村街道' }).count()) === 1)
	await wu.context().close()

	const phone = await reader(browser, base, 'en', PHONE)
	await signIn(phone, 'wu')
	await phone.open('/map/120113')
	await drawn(phone)
	await noWider(phone, 'the map on a phone')
	await phone.shot('map-phone-en')
	await phone.open(`/map/${GRID}`)
	await until('English letters on a phone', async () => (await phone.locator('.lf-flats-building g[role=button] text').allTextContents()).join('') === '!·AR✓V')
	await noWider(phone, 'the drawing of a grid on a phone')
	await phone.shot('map-grid-phone-en')
	await phone.context().close()
}


/* Drawing. */
async function draws(base, browser) {
	const wu = await reader(browser, base, 'zh-CN')
	await signIn(wu, 'wu')
	await wu.open('/map/120113003')
	await wu.locator('[data-test=draw]').click()
	const ready = () => until('the drawing board is there', async () => (await wu.locator('.lf-draw-map[data-ready]').count()) === 1)
	await ready()
	const corners = () => wu.number('corners')
	check('a street without a boundary begins with none', (await corners()) === 0 || Number.isNaN(await corners()))
	const box = await wu.locator('.lf-draw-map canvas').first().boundingBox()
	const point = (x, y) => [box.x + box.width * x, box.y + box.height * y]
	for (const [x, y] of [[0.3, 0.3], [0.6, 0.3], [0.6, 0.6], [0.45, 0.75], [0.3, 0.6]]) {
		await wu.mouse.move(...point(x, y))
		await wu.mouse.click(...point(x, y))
		await wu.waitForTimeout(250)
	}
	await wu.keyboard.press('Enter')
	await until('five clicks and Enter are an area of five corners', async () => (await corners()) === 5)
	await wu.shot('draw-zh')
	await noEnglish(wu, 'the drawing board')
	await accessible(wu, 'the drawing board')
	await wu.click('[data-test=undo]')
	await until('undo takes it back', async () => (await corners()) === 0)
	await wu.getByRole('button', { name: '重做' }).click()
	await until('and redo brings it again', async () => (await corners()) === 5)
	await wu.click('[data-test=save-boundary]')
	await until('the server keeps it', async () => call('boundary.get', 'region=120113003').geometry?.coordinates[0].length === 6)

	/* A corner dragged. */
	const before = JSON.stringify(call('boundary.get', 'region=120113003').geometry)
	await wu.open('/map/120113003/draw')
	await ready()
	await wu.waitForTimeout(600)
	const shape = call('boundary.get', 'region=120113003')
	const canvas = await wu.locator('.lf-draw-map canvas').first().boundingBox()
	const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * (180 / Math.PI)
	// The board shows the shape's box in its middle, 40 pixels from the nearest edge.
	const scale = Math.min((canvas.width - 80) / (shape.east - shape.west), (canvas.height - 80) / (mercator(shape.north) - mercator(shape.south)))
	const onBoard = ([lon, lat]) => [
		canvas.x + canvas.width / 2 + (lon - (shape.east + shape.west) / 2) * scale,
		canvas.y + canvas.height / 2 - (mercator(lat) - (mercator(shape.north) + mercator(shape.south)) / 2) * scale,
	]
	const [x, y] = onBoard(shape.geometry.coordinates[0][0])
	await wu.mouse.move(x, y)
	await wu.mouse.down()
	await wu.mouse.move(x + 15, y + 15, { steps: 4 })
	await wu.mouse.move(x + 30, y + 25, { steps: 4 })
	await wu.mouse.up()
	await until('a dragged corner is a change that can be saved', async () => wu.locator('[data-test=save-boundary]').isEnabled())
	await wu.keyboard.press('Control+z')
	await until('Ctrl and Z take the drag back', async () => !(await wu.locator('[data-test=save-boundary]').isEnabled()))
	check('nothing was kept meanwhile', JSON.stringify(call('boundary.get', 'region=120113003').geometry) === before)

	/* The same by keyboard, and what the server refuses. */
	await wu.locator('[data-test=coordinates]').focus()
	await wu.fill('[data-test=coordinates]', '117.16, 39.26\n117.19, 39.26\n117.19, 39.29\n117.16, 39.29')
	await wu.locator('[data-test=apply]').focus()
	await wu.keyboard.press('Enter')
	await until('coordinates typed are drawn', async () => (await corners()) === 4)
	await wu.fill('[data-test=coordinates]', '117.16, 39.26\n39.26, 117.19\n117.19, 39.29')
	await wu.click('[data-test=apply]')
	await until('a line that is no corner is named', async () => /第 2 行/.test(await wu.text('[role=alert]')))
	await wu.fill('[data-test=coordinates]', '117.16, 39.26\n117.17, 39.26\n117.18, 39.26')
	await wu.click('[data-test=apply]')
	await wu.click('[data-test=save-boundary]')
	await until('the refusal of the server is shown in its words', async () => /(圈|环|面积)/.test(await wu.text('[role=alert]')))
	check('and nothing is kept', JSON.stringify(call('boundary.get', 'region=120113003').geometry) === before)
	await wu.shot('draw-refused-zh')
	await wu.click('[data-test=undo]')

	/* A file in Chinese map coordinates. */
	const file = place('gcj02.geojson')
	const moved = square(117.1562, 39.2512, 0.03)
	writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { name: '别处' }, geometry: square(116, 39, 0.1) }, { type: 'Feature', properties: { name: '瑞景街道' }, geometry: moved }] }))
	await wu.locator('.lf-draw-text .el-select').click()
	await wu.locator('.el-select-dropdown__item', { hasText: 'GCJ-02' }).click()
	await wu.setInputFiles('[data-test=boundary-file]', file)
	await until('of several areas the one with the name is taken, and turned', async () => (await wu.inputValue('[data-test=coordinates]')).startsWith('117.149'))
	await wu.click('[data-test=save-boundary]')
	await until('kept in WGS-84, some hundred metres away, and its source is known', async () => {
		const kept = call('boundary.get', 'region=120113003')
		return kept.datum === 'gcj02' && kept.west < 117.1562 - 0.003 && kept.west > 117.1562 - 0.01
	})
	const [lon, lat] = (await wu.inputValue('[data-test=coordinates]')).split('\n')[0].split(',').map(Number)
	const kept = call('boundary.get', 'region=120113003').geometry.coordinates[0]
	check('what is shown is what was kept', kept.some((one) => Math.abs(one[0] - lon) < 2e-7 && Math.abs(one[1] - lat) < 2e-7), JSON.stringify(kept))
	await wu.fill('[data-test=coordinates]', '')
	await wu.click('[data-test=apply]')
	await wu.locator('.lf-crumbs .is-link', { hasText: '地图' }).first().click()
	await until('leaving with something unsaved is asked about', async () => wu.locator('.el-message-box').isVisible())
	await wu.locator('.el-message-box').getByRole('button', { name: '取消' }).click()
	check('and one can stay', at(wu).endsWith('/draw'))
	await wu.click('[data-test=undo]')
	await wu.getByRole('button', { name: '删除边界' }).click()
	await wu.locator('.el-message-box').getByRole('button').last().click()
	await until('a boundary is taken off the map', async () => {
		try {
			call('boundary.get', 'region=120113003')
			return false
		} catch {
			return true
		}
	})
	await wu.context().close()
}

/* Pictures under the map. */
function picture() {
	const crc = (bytes) => {
		let c = ~0
		for (const byte of bytes) {
			c ^= byte
			for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
		}
		return ~c >>> 0
	}
	const chunk = (name, body) => {
		const head = Buffer.concat([Buffer.from(name), body])
		const out = Buffer.alloc(head.length + 8)
		out.writeUInt32BE(body.length, 0)
		head.copy(out, 4)
		out.writeUInt32BE(crc(head), head.length + 4)
		return out
	}
	const size = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0])
	const line = Buffer.alloc(1 + 256 * 3, 200)
	line[0] = 0
	return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', size), chunk('IDAT', deflateSync(Buffer.concat(Array(256).fill(line)))), chunk('IEND', Buffer.alloc(0))])
}
async function pictures(base, browser) {
	const png = picture()
	const asked = []
	const host = createServer((request, response) => {
		asked.push(request.url)
		response.writeHead(200, { 'Content-Type': 'image/png', 'Access-Control-Allow-Origin': '*' }).end(png)
	})
	await new Promise((resolve) => host.listen(0, '127.0.0.1', resolve))
	const tiles = `http://127.0.0.1:${host.address().port}`
	const policy = async (path) => (await fetch(base + path)).headers.get('content-security-policy')
	const plain = await policy('/')
	check('without a choice the policy names no host', !/https?:/.test(plain), plain)
	check('and takes no inline style', !/unsafe-inline/.test(plain), plain)

	call('account.add', 'region=120113', 'login=tang', 'name=唐管理', 'phone=13800000009')
	call('posting.add', 'region=12', 'account=tang', 'role=admin', 'duty=chief')
	const tang = await reader(browser, base, 'zh-CN', DESK, tiles)
	await tang.open(`/link/${call('account.invite', 'login=tang').token}`)
	await tang.fill('#first', PASSWORD)
	await tang.fill('#second', PASSWORD)
	await tang.click('button[type=submit]')
	await tang.waitForURL((url) => url.pathname === '/')
	await tang.locator('nav a[href="/settings"]').click()
	await tang.fill('[data-test=tiles]', 'https://*/{z}/{x}/{y}')
	await tang.click('[data-test=save-settings]')
	await until('a text that is no address is refused', async () => /服务器的名称/.test(await tang.text('[role=alert]')))
	await tang.fill('[data-test=tiles]', `${tiles}/{z}/{x}/{y}.png`)
	await tang.fill('[data-test=attribution]', '测试底图 GS(2026)0001号')
	await tang.click('[data-test=save-settings]')
	await until('the address is kept', async () => /已保存/.test(await tang.text('[role=status]')))
	await noEnglish(tang, 'the page of settings', '.lf-settings header')
	await accessible(tang, 'the page of settings')
	await tang.shot('settings-zh')
	await tang.context().close()
	check('the policy of the console gains exactly that host', (await policy('/')).replaceAll(` ${tiles}`, '') === plain && (await policy('/')).includes(tiles), await policy('/'))
	check('that of other files does not', !(await policy('/lianfang.svg')).includes(tiles))

	const wu = await reader(browser, base, 'zh-CN', DESK, tiles)
	await signIn(wu, 'wu')
	await wu.open('/map/120113')
	await drawn(wu)
	await until('pictures are asked of that host', async () => asked.length > 0)
	await until('and whose they are stands on the map', async () => (await wu.text('.lf-map-source')).includes('GS(2026)0001号'))
	await wu.waitForTimeout(500)
	await wu.shot('map-pictures-zh')
	await wu.context().close()
	call('setting.set', 'name=map.tiles')
	check('without them the policy is as before', (await policy('/')) === plain)
	host.close()
}

await run('map', async (browser, servers) => {
	const token = fill()
	const server = await serve(data)
	servers.push(server)
	await walk(server.base, token, browser)
	await draws(server.base, browser)
	await pictures(server.base, browser)
	const blind = await openBrowser(DRAWS_NOT)
	try {
		const plain = await reader(blind, server.base, 'zh-CN', DESK)
		await signIn(plain, 'wu')
		await plain.open('/map/120113')
		await until('a browser that cannot draw shows every street as a tile', async () => (await plain.locator('.lf-tiles a').count()) === 3)
		check('and says why', (await plain.locator('.lf-map-note').first().innerText()).includes('无法绘制地图'))
	} finally {
		await blind.close()
	}
}, DRAWS)
