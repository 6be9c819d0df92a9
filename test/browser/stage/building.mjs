// A small place for walks about one building: a street, a grid, a building of sixty
// doors with its families, two people of staff, and a sweep that asks one question.
//
// Rule: everything goes in as sheets and commands, the way a street would begin.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { binary, call, PASSWORD, place, serve } from './stage.mjs'

export const STREET = '120113001'
export const GRID = '120113001001001'
export const BUILDING = `${GRID}01012`
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗']
/** Fifteen floors of four doors, 101 … 1504. */
export const doors = Array.from({ length: 60 }, (_, i) => {
	const floor = Math.floor(i / 4) + 1
	return { id: `h${floor}0${(i % 4) + 1}`, door: `${floor}0${(i % 4) + 1}`, floor, name: `${SURNAMES[i % 20]}建国${i}` }
})
export const QUESTION = '家里有没有人发热或咳嗽？'

function sheet(data, kind, lines) {
	const file = place(`${kind}.csv`)
	writeFileSync(file, `${lines.join('\r\n')}\r\n`)
	execFileSync(binary, ['import', data, kind, file], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Make it and serve it: { data, base, server }.  Sweeps: "visit" without questions, "fever" with one. */
export async function building(name, servers) {
	const data = place(name)
	execFileSync(binary, ['init', data])
	sheet(data, 'region', [
		'代码,上级代码,层级,名称,类型',
		'120000000000,,1,天津市,municipality',
		'120100000000,120000000000,2,市辖区,prefecture_placeholder',
		'120113000000,120100000000,3,北辰区,district',
		'120113001000,120113000000,4,果园新村街道,street',
		'120113001001,120113001000,5,果园里社区居委会,residents_committee',
		`${GRID},120113001001,6,第一网格,grid`,
		`${GRID}01,${GRID},7,果园里,compound`,
		`${BUILDING},${GRID}01,8,12号楼,building`,
		`${GRID}01013,${GRID}01,8,13号楼,building`,
	])
	// Sheets come in no order; the paper has its own.
	const mixed = [...doors].sort((a, b) => (a.id < b.id ? -1 : 1))
	sheet(data, 'household', ['编号,区域代码,门牌,楼层,类型', ...mixed.map((one) => `${one.id},${BUILDING},${one.door},${one.floor},home`), `k101,${GRID}01013,101,1,home`])
	sheet(data, 'resident', [
		'编号,所属户,姓名,手机,与户主关系',
		...doors.map((one, i) => `r-${one.id},${one.id},${one.name},139${String(20000000 + i)},head`),
		`r2-h101,h101,孙小妹,13830000001,spouse`,
		`r-k101,k101,钱建设,13930000001,head`,
	])
	sheet(data, 'staff', ['登录名,姓名,手机,职务', 'li,李秀英,13800000002,网格员', 'zhou,周敏,13800000003,街道主任'])
	sheet(data, 'posting', ['账号,角色,区域代码,正副职', `li,grid_worker,${GRID},chief`, `zhou,officer,${STREET},chief`])
	call(data, 'sweep.start', null, { id: 'visit', region: STREET, kind: 'visit', title: '入户排查' })
	const server = await serve(data)
	servers.push(server)
	for (const login of ['li', 'zhou']) {
		const { token } = call(data, 'account.invite', null, { login })
		const response = await fetch(`${server.base}/api/session/link`, {
			method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, password: PASSWORD }),
		})
		if (!response.ok) throw new Error(await response.text())
	}
	return { data, base: server.base, server }
}
