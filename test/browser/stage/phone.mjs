// A street small enough to keep a paper tally of, and phones that are enrolled in it.
//
// Rule: a phone is used as a person uses it: by what stands on its screen.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LARGE_PHONE, binary, call, place, reader, until } from './stage.mjs'

export const GRID = '120113001001001'
export const HIGH = `${GRID}01001`
export const LOW = `${GRID}01002`
export const PIN = '470318'
const REGIONS = [
	'代码,上级代码,层级,名称,类型',
	'120000000000,,1,天津市,municipality',
	'120100000000,120000000000,2,市辖区,prefecture_placeholder',
	'120113000000,120100000000,3,北辰区,district',
	'120113001000,120113000000,4,果园新村街道,street',
	'120113001001,120113001000,5,果园里社区居委会,residents_committee',
	`${GRID},120113001001,6,第一网格,grid`,
	`${GRID}01,${GRID},7,果园里,compound`,
	`${HIGH},${GRID}01,8,1号楼,building`,
	`${LOW},${GRID}01,8,2号楼,building`,
]

const lianfang = (...words) => execFileSync(binary, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
function load(data, kind, lines) {
	const file = join(place('sheets'), `${kind}.csv`)
	mkdirSync(place('sheets'), { recursive: true })
	writeFileSync(file, `${lines.join('\n')}\n`)
	return JSON.parse(lianfang('import', data, kind, file).trim().split('\n').pop())
}
/** 101 … with four doors a floor. */
export function doorsOf(floors) {
	return Array.from({ length: floors }, (_, i) => [1, 2, 3, 4].map((n) => `${i + 1}0${n}`)).flat()
}

/**
 * One grid: a building of 80 doors (20 floors), one of 8; the worker li, the officer wu.
 * Returns the directory.
 */
export function street(name = 'street') {
	const data = place(name)
	lianfang('init', data)
	load(data, 'region', REGIONS)
	const households = [
		...doorsOf(20).map((door) => `h-${door},${HIGH},${door},${door.slice(0, -2)},home`),
		...doorsOf(2).map((door) => `k-${door},${LOW},${door},${door.slice(0, -2)},home`),
	]
	load(data, 'household', ['编号,楼栋,门牌,楼层,类型', ...households])
	const SURNAMES = '王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗'
	load(data, 'resident', [
		'编号,户,姓名,联系电话,与户主关系',
		...households.map((line, i) => `r-${line.split(',')[0]},${line.split(',')[0]},${SURNAMES[i % SURNAMES.length]}小明,139${String(20000000 + i)},head`),
	])
	call(data, 'account.add', null, { region: '120113001', login: 'wu', name: '吴建国', phone: '13800000001', title: '街道干部' })
	call(data, 'posting.add', null, { region: '120113001', account: 'wu', role: 'officer', duty: 'chief' })
	worker(data, 'li', '李梅')
	return data
}
export function worker(data, login, name) {
	call(data, 'account.add', null, { region: '120113001', login, name, phone: `138${String(10000000 + login.length)}`, title: '网格员' })
	return call(data, 'posting.add', null, { region: GRID, account: login, role: 'grid_worker', duty: 'member' })
}
export function sweep(data, id, title, more = {}) {
	return call(data, 'sweep.start', null, { id, region: '120113001', kind: 'visit', target: 'household', title, ...more })
}

/** A browser of its own in somebody's pocket; `next()` is another tab of the same phone. */
export async function phone(browser, base, { lang = 'zh-CN', viewport = LARGE_PHONE } = {}) {
	const page = await reader(browser, base, { lang, viewport, hasTouch: true, isMobile: true })
	return page
}
/** Open the link of the QR, choose a PIN, wait for the list. */
export async function enrol(page, base, data, login) {
	const { token, url_path: path } = call(data, 'device.invite', null, { login })
	await page.goto(`${base}${path ?? `/field/#e=${token}`}`)
	await page.fill('#pin-first', PIN)
	await page.fill('#pin-second', PIN)
	await page.click('[data-test=enrol]')
	await page.waitForSelector('[data-test=status]', { timeout: 30_000 })
	return `${base}${path}`
}
export async function unlock(page, pin = PIN) {
	await page.waitForSelector('#pin')
	await page.fill('#pin', pin)
	await page.click('[data-test=unlock]')
}
/** Everything sent, everything received, nothing waiting. */
export async function synced(page, name) {
	await page.evaluate(() => (location.hash = '#/status'))
	await page.waitForSelector('[data-test=exchange]')
	await page.click('[data-test=exchange]')
	await until(`${name}: nothing waits any more`, async () => (await page.number('waiting')) === 0, 30_000)
}
export async function go(page, path, wait = 'h1') {
	await page.evaluate((to) => (location.hash = to), `#${path}`)
	await page.waitForSelector(wait)
}
/** Press a button of a door by what it says: "101 已完成". */
export async function press(page, door, word) {
	await page.locator(`li[data-door="${door}"]`).getByRole('button', { name: `${door} ${word}`, exact: true }).click()
}
