// The map in a real browser: boundaries drawn on a plain ground, figures beside
// colours, down to the doors by mouse and by keyboard; and a browser that cannot
// draw maps, where everything is there as tiles.
//
//   node test/browser/map.mjs          screenshots go to build/shots
//
// Rule: nothing is checked that a person at the screen could not see.
import { spawn, execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const build = process.env.B?.startsWith('/') ? process.env.B : join(root, process.env.B ?? 'build')
const require = createRequire(join(root, 'web/package.json'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const shots = join(build, 'shots')
const dir = mkdtempSync(join(tmpdir(), 'lianfang-map-'))
const data = join(dir, 'data')
mkdirSync(shots, { recursive: true })

const DESK = { width: 1366, height: 768 }
const PHONE = { width: 390, height: 844 }
const PASSWORD = 'correct horse battery'
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const ARGS = ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
// WebGL without a graphics card.
const DRAWS = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']
const DRAWS_NOT = ['--disable-gpu', '--disable-software-rasterizer', '--disable-3d-apis']

let n = 0
const faults = []
function check(claim, holds, seen = '') {
	n++
	console.log(`${holds ? 'ok  ' : 'FAIL'} ${claim}${holds ? '' : `: ${seen}`}`)
	if (!holds) faults.push(claim)
}
async function until(claim, question, ms = 15_000) {
	const end = Date.now() + ms
	let seen
	do {
		seen = await question().catch((error) => String(error))
		if (seen === true) break
		await new Promise((resolve) => setTimeout(resolve, 100))
	} while (Date.now() < end)
	check(claim, seen === true, JSON.stringify(seen))
}

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
const lianfang = (...words) => execFileSync(join(build, 'lianfang'), words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
const call = (command, ...args) => JSON.parse(lianfang('call', data, command, ...args))
function load(kind, name, text, ...more) {
	const file = join(dir, name)
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

function serve() {
	const server = spawn(join(build, 'lianfang'), ['serve', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
	return new Promise((resolve, reject) => {
		server.stdout.once('data', (bytes) => {
			const base = /listening on (\S+)/.exec(String(bytes))?.[1]
			base ? resolve({ server, base }) : reject(new Error(String(bytes)))
		})
		server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
	})
}
async function reader(browser, base, lang, viewport) {
	const context = await browser.newContext({ viewport, locale: lang })
	const page = await context.newPage()
	page.on('pageerror', (error) => check('the page runs without an error', false, error.message))
	page.on('console', (message) => {
		if (/Content Security Policy/i.test(message.text())) check('nothing breaks the security policy', false, message.text())
	})
	page.on('request', (request) => {
		if (!request.url().startsWith(base) && !/^(blob|data):/.test(request.url())) check('nothing is asked of another host', false, request.url())
	})
	page.shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) })
	page.open = async (path) => {
		await page.goto(base + path)
		await page.waitForSelector('h1')
	}
	return page
}
async function signIn(page) {
	await page.open('/sign-in')
	await page.fill('#login', 'wu')
	await page.fill('#password', PASSWORD)
	await page.click('button[type=submit]')
	await page.waitForURL((url) => url.pathname === '/')
}
async function accessible(page, name) {
	const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] }).then((all) =>
		all.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ' ' + one.nodes[0].html.slice(0, 200)))`)
	check(`${name} is open to all`, found.length === 0, found.join(' | '))
}
async function noEnglish(page, name) {
	const found = (await page.locator('main').first().innerText()).match(/\b[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}/g)
	check(`${name} is Chinese throughout`, !found, found?.join(' | '))
}
async function noWider(page, name) {
	const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
	check(`${name} is no wider than the screen`, over <= 0, `${over} px`)
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
	await signIn(phone)
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

const token = fill()
const { server, base } = await serve()
let browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGS, ...DRAWS] })
try {
	await walk(base, token, browser)
	await browser.close()
	browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGS, ...DRAWS_NOT] })
	const plain = await reader(browser, base, 'zh-CN', DESK)
	await signIn(plain)
	await plain.open('/map/120113')
	await until('a browser that cannot draw shows every street as a tile', async () => (await plain.locator('.lf-tiles a').count()) === 3)
	check('and says why', (await plain.locator('.lf-map-note').first().innerText()).includes('无法绘制地图'))
} catch (error) {
	check('the walk goes to its end', false, String(error))
} finally {
	await browser.close()
	server.kill('SIGTERM')
	await new Promise((resolve) => server.once('exit', resolve))
	rmSync(dir, { recursive: true, force: true })
}
console.log(`${n} checks, ${faults.length} faults`)
process.exit(faults.length ? 1 : 0)
