// A compound with three gates, three keepers, and a pass for every household.
//
// Rule: the passes are issued and shown by the server's own commands; the phones get
// nothing else than a keeper's phone gets.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { binary, call, place } from './stage.mjs'

export const STREET = '120113001'
export const GRID = '120113001001001'
export const COMPOUND = `${GRID}01`
const BUILDING = `${COMPOUND}001`
const ELSEWHERE = `${GRID}02`
export const KEEPERS = ['zheng', 'qian', 'sun']
export const GATES = ['g1', 'g2', 'g3']
export const GATE_NAMES = ['南门', '北门', '东门']

const lianfang = (...words) => execFileSync(binary, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
function sheet(data, kind, lines) {
	mkdirSync(place('sheets'), { recursive: true })
	const file = join(place('sheets'), `${kind}.csv`)
	writeFileSync(file, `${lines.join('\n')}\n`)
	lianfang('import', data, kind, file)
}

/** The directory; households h0 … with doors 1-101, 1-102 …. */
export function compound(name, nHouseholds) {
	const data = place(name)
	lianfang('init', data)
	sheet(data, 'region', [
		'代码,上级代码,层级,名称,类型',
		'120000000000,,1,天津市,municipality',
		'120100000000,120000000000,2,市辖区,prefecture_placeholder',
		'120113000000,120100000000,3,北辰区,district',
		'120113001000,120113000000,4,果园新村街道,street',
		'120113001001,120113001000,5,果园里社区居委会,residents_committee',
		`${GRID},120113001001,6,第一网格,grid`,
		`${COMPOUND},${GRID},7,果园里,compound`,
		`${ELSEWHERE},${GRID},7,安居里,compound`,
		`${BUILDING},${COMPOUND},8,1号楼,building`,
	])
	sheet(data, 'household', ['编号,楼栋,门牌,楼层,类型', ...Array.from({ length: nHouseholds }, (_, i) => `h${i},${BUILDING},${doorOf(i)},${1 + Math.floor(i / 4)},home`)])
	call(data, 'account.add', null, { region: STREET, login: 'wu', name: '吴建国', phone: '13800000001', title: '街道干部' })
	call(data, 'posting.add', null, { region: STREET, account: 'wu', role: 'officer', duty: 'chief' })
	KEEPERS.forEach((login, i) => {
		call(data, 'account.add', null, { region: STREET, login, name: ['郑守门', '钱守门', '孙守门'][i], phone: `1381000000${i}` })
		call(data, 'posting.add', null, { region: COMPOUND, account: login, role: 'gatekeeper', duty: 'member' })
		call(data, 'gate.open', 'wu', { region: COMPOUND, id: GATES[i], name: GATE_NAMES[i] })
	})
	return data
}
export function doorOf(i) {
	return `1-${1 + Math.floor(i / 4)}0${1 + (i % 4)}`
}

/** One pass and its code: { pass, number, code, door }. */
export function issue(data, args, region = COMPOUND) {
	const { pass, number } = call(data, 'pass.issue', 'wu', { region, ...args })
	const { code, door } = call(data, 'pass.code', 'wu', { region, pass })
	return { pass, number, code, door }
}
export const elsewhere = ELSEWHERE

/** A bearer of an account, as a phone has one. */
export async function bearer(data, base, login) {
	const { token } = call(data, 'device.invite', null, { login })
	const response = await fetch(`${base}/api/session/device`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, label: 'test' }) })
	return (await response.json()).token
}
export async function api(base, token, path, body) {
	const response = await fetch(`${base}/api/${path}`, {
		method: 'POST', headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(body),
	})
	return { status: response.status, body: await response.json() }
}

/** A reader that types like a keyboard, as fast as one. */
export function scan(page, text) {
	return page.evaluate((letters) => {
		for (const key of [...letters, 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
	}, text)
}
/** What the page says of what was just read: its faults, "" when it holds. */
export async function verdict(page) {
	await page.waitForSelector('[data-test=verdict]')
	return page.getAttribute('[data-test=verdict]', 'data-faults')
}
