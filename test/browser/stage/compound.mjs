// A compound with its people of duty, small enough to know everybody: a chief of the
// street, eight of a checkpoint group with leader, branch, owners and property, and as many
// more compounds with a checkpoint each as a walk asks for.
//
// Rule: everything goes in as sheets and commands, the way a street would begin.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { binary, call, PASSWORD, place, serve } from './stage.mjs'

export const STREET = '120113001'
export const COMMUNITY = `${STREET}001`
export const GRID = `${COMMUNITY}001`
export const compound = (n) => `${GRID}${String(n).padStart(2, '0')}`
/** Who serves: login, name, where from. */
export const GROUP = [
	['zhao', '赵建国', 'unit'], ['qian', '钱小红', 'unit'], ['sun', '孙大海', 'unit'], ['zhouy', '周玉兰', 'branch'],
	['wuw', '吴文', 'owners'], ['zheng', '郑春', 'property'], ['feng', '冯雨', 'community'], ['chen', '陈明', 'volunteer'],
]

/** Whoever a group of five comes from (JY-06). */
const FROM = ['unit', 'branch', 'owners', 'property', 'unit']

function sheet(data, kind, lines) {
	const file = place(`${kind}.csv`)
	writeFileSync(file, `${lines.join('\r\n')}\r\n`)
	execFileSync(binary, ['import', data, kind, file], { stdio: ['ignore', 'ignore', 'inherit'] })
}
/** A session by HTTP, as a page has one: commands one after the other are quick. */
export async function signed(base, login) {
	const post = (path, body, headers = {}) => fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } })
	const response = await post('/api/session', { login, password: PASSWORD })
	const { csrf } = await response.json()
	const headers = { Cookie: response.headers.get('set-cookie').split(';')[0], 'X-CSRF': csrf }
	return async (command, args) => {
		const answer = await (await post(`/api/${command}`, args, headers)).json()
		if (answer.problem) throw new Error(`${command} ${JSON.stringify(args)}: ${answer.problem.number} ${answer.problem.sentence}`)
		return answer
	}
}
async function password(data, base, login) {
	const { token } = call(data, 'account.invite', null, { login })
	const response = await fetch(`${base}/api/session/link`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, password: PASSWORD }) })
	if (!response.ok) throw new Error(await response.text())
}
/** Eight people in a group of the compound; the first leads. Returns its id. */
export async function group(wang, region, name, logins, more = {}) {
	const id = `team-${region}`
	await wang('team.add', { id, key: id, region, name, kind: 'checkpoint_group', ...more })
	for (const [i, login] of logins.entries())
		await wang('team.join', { team: id, region, account: login, role: i ? 'member' : 'leader', from: FROM[i % FROM.length], rank: i ? undefined : 'section' })
	return id
}

/** The checkpoints of the other compounds, each with five people of its own. */
export async function many(wang, n) {
	const one = async (i) => {
		const region = compound(i + 1)
		const team = await group(wang, region, `${i + 1}号院值守组`, Array.from({ length: 5 }, (_, k) => `g${(i - 1) * 5 + k}`).map(String), {})
		await wang('checkpoint.add', { region, name: `${i + 1}号卡口`, team, n_least: 1 })
	}
	const left = Array.from({ length: n - 1 }, (_, i) => i + 1)
	await Promise.all(Array.from({ length: 8 }, async () => {
		for (let i = left.shift(); i !== undefined; i = left.shift()) await one(i)
	}))
}

/** Make it and serve it: { data, base, server, wang } ; wang is the chief of the street. */
export async function duty(name, servers, nCompounds) {
	const data = place(name)
	execFileSync(binary, ['init', data])
	sheet(data, 'region', [
		'代码,上级代码,层级,名称,类型',
		'120000000000,,1,天津市,municipality',
		'120100000000,120000000000,2,市辖区,prefecture_placeholder',
		'120113000000,120100000000,3,北辰区,district',
		'120113001000,120113000000,4,果园新村街道,street',
		'120113001001,120113001000,5,北街社区居委会,residents_committee',
		`${GRID},120113001001,6,第一网格,grid`,
		...Array.from({ length: nCompounds }, (_, i) => `${compound(i + 1)},${GRID},7,${i ? `${i + 1}号院` : '何家湾'},compound`),
	])
	const extra = Array.from({ length: (nCompounds - 1) * 5 }, (_, i) => `g${i},值守${i + 1},136${String(10000000 + i)},值守员,${COMMUNITY}`)
	sheet(data, 'staff', ['登录名,姓名,手机,职务,区域代码', `wang,王主任,13800000001,街道主任,${STREET}`, ...GROUP.map(([login, who], i) => `${login},${who},1390000000${i},值守员,${COMMUNITY}`), ...extra])
	sheet(data, 'posting', ['账号,角色,区域代码,正副职', `wang,officer,${STREET},chief`])
	const server = await serve(data)
	servers.push(server)
	await password(data, server.base, 'wang')
	return { data, base: server.base, server, wang: await signed(server.base, 'wang') }
}
