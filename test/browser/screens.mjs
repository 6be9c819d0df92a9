// Every page of the console, as the router lists them: in Chinese and in English, the
// important ones on a phone too.  Each is open to all, no wider than its screen, in the
// reader's language, and runs without an error.
//
//   node test/browser/screens.mjs          screenshots go to build/shots/screen-*
//
// Rule: a page that is added to the router without a sample here fails the walk.
import { readFileSync } from 'node:fs'
import { accessible, call, check, demo, DESK, LARGE_PHONE, noEnglish, noWider, reader, run, serve, signIn, SMALL_PHONE } from './stage/stage.mjs'

const STREET = '120113001'
const OFFICER = `chief-${STREET}`
const COMMANDER = 'chief-120113'
const router = readFileSync(new URL('../../web/console/router.ts', import.meta.url), 'utf8')
const paths = [...router.matchAll(/path: '([^']*)', name: '([^']*)'/g)].map(([, path, name]) => ({ path: path.startsWith('/') ? path : `/${path}`, name }))

/** Where each page is looked at, and by whom; a page may have several views. */
function samples(data) {
	const sweeps = call(data, 'sweep.list', null, { region: STREET, limit: 10 }).rows
	const sweep = encodeURIComponent((sweeps.find((one) => one.state === 'open') ?? sweeps[0]).id)
	const grid = '120113001003001'
	const house = call(data, 'household.list', null, { region: grid, limit: 1 }).rows[0]
	const household = `/households/${encodeURIComponent(house.id)}?region=${house.region}`
	const building = house.region.slice(0, 20)
	const { order } = call(data, 'order.issue', OFFICER, { region: STREET, kind: 'notice', title: '今晚八点开会', text: '请网格员参加视频会议', basis: '街道指挥部通知', to: '{"roles":["grid_worker"]}' })
	const gate = call(data, 'gate.list', null, { region: STREET }).rows[0]
	const pass = call(data, 'pass.list', null, { region: STREET, state: 'open', limit: 1 }).rows[0]
	const { volunteer } = call(data, 'volunteer.people', null, { region: '120113', limit: 200 }).rows.find((one) => one.n_taken)
	const roster = call(data, 'roster.list', null, { region: STREET, limit: 1 }).rows[0]
	return {
		'sign-in': { at: ['/sign-in'], who: null },
		link: { at: ['/link/no-such-token'], who: null },
		board: { at: [`/board/${STREET}`] },
		home: { at: ['/'], phone: true },
		territory: { at: [`/territory/${STREET}`, '/territory/120113001003'], phone: true },
		map: { at: [`/map/${STREET}`, `/map/${grid}?sweep=${sweep}`], phone: true },
		draw: { at: [`/map/${STREET}/draw`] },
		sweeps: { at: ['/sweeps'], phone: true },
		'new-sweep': { at: ['/sweeps/new'], phone: true },
		sweep: { at: ['', '?tab=doors', '?tab=conflicts', `?tab=share&region=${grid}`, '?tab=recheck', `?tab=worklist&region=${grid}`].map((tab) => `/sweeps/${sweep}${tab}`), phone: true },
		households: { at: ['/households'], phone: true },
		household: { at: [household], phone: true },
		import: { at: ['/import'] },
		accounts: { at: ['/accounts'], phone: true },
		postings: { at: ['/postings', '/postings?tab=line', '/postings?tab=door'], phone: true },
		holes: { at: ['/holes'], phone: true },
		journal: { at: ['/journal'], who: COMMANDER },
		paper: { at: ['/paper'] },
		'paper-sheet': { at: [`/paper/sheet?sweep=${sweep}&region=${building}`] },
		'paper-type': { at: [`/paper/type?s=${sweep}&r=${building}`] },
		'paper-cards': { at: [`/paper/cards?region=${building}`] },
		'paper-notice': { at: [`/paper/notice?region=${building}`] },
		'paper-keeper': { at: ['/paper/keeper'] },
		'paper-book': { at: [`/paper/book/${encodeURIComponent(house.id)}`] },
		volunteers: { at: ['/volunteers'] },
		'volunteer-decisions': { at: ['/volunteers/decisions'] },
		'volunteer-people': { at: ['/volunteers/people'] },
		'volunteer-menu': { at: ['/volunteers/menu'] },
		'volunteer-hours': { at: ['/volunteers/hours'] },
		'volunteer-slip': { at: [`/volunteers/people/slip?volunteer=${volunteer}`], who: COMMANDER },
		gates: { at: ['/gates'] },
		'gate-sign': { at: [`/gates/sign?gate=${gate.gate}&region=${gate.region}`] },
		passes: { at: ['/gates/passes'] },
		'pass-cards': { at: [`/gates/cards?pass=${pass.pass}&region=${STREET}`] },
		visitors: { at: ['/gates/visitors'] },
		checkpoints: { at: ['/duty/checkpoints'], phone: true },
		exits: { at: ['/duty/exits'], phone: true },
		rosters: { at: ['/duty/rosters'], phone: true },
		roster: { at: [`/duty/rosters/${roster.roster}`], phone: true },
		shifts: { at: ['/duty/shifts'], phone: true },
		'duty-print': { at: [`/duty/print?roster=${roster.roster}`] },
		'gate-conflicts': { at: ['/gates/conflicts'] },
		companions: { at: ['/gates/companions'] },
		signers: { at: ['/gates/signers'], who: 'admin' },
		settings: { at: ['/settings'], who: 'admin' },
		burden: { at: ['/burden'] },
		devices: { at: ['/devices'] },
		complaints: { at: ['/complaints'], phone: true },
		pool: { at: ['/staffing/pool', '/staffing/pool?of=people', '/staffing/pool?of=clearances', '/staffing/pool?of=batches'], phone: true },
		deployments: { at: ['/staffing/deployments'], phone: true },
		leaves: { at: ['/staffing/leaves'], phone: true },
		teams: { at: ['/staffing/teams'], phone: true },
		liaison: { at: ['/staffing/liaison'], phone: true },
		'deployment-figures': { at: ['/staffing/statistics'], who: COMMANDER },
		orders: { at: ['/orders'], phone: true },
		'order-new': { at: ['/orders/new'], phone: true },
		order: { at: ['', '?tab=missing', '?tab=course', '?tab=links', '?tab=channels'].map((tab) => `/orders/${order}${tab}`), phone: true },
		'order-calls': { at: [`/orders/${order}/calls`] },
		channels: { at: ['/orders/channels'], who: 'admin' },
		me: { at: ['/me'], phone: true },
		ledger: { at: ['/ledger/organisation', '/ledger/disinfection'] },
		lost: { at: ['/no/such/page'] },
	}
}

/** One reader of one language and size, signed in as each account in turn. */
async function look(browser, base, logins, jobs, lang, viewport, mark) {
	const readers = new Map()
	async function readerOf(who) {
		if (readers.has(who)) return readers.get(who)
		const page = await reader(browser, base, { lang, viewport })
		page.on('console', (message) => {
			if (message.type() === 'error') page.errors.push(message.text())
		})
		page.errors = []
		if (who) await signIn(page, who, logins[who])
		readers.set(who, page)
		return page
	}
	for (const { name, path, i, who } of jobs) {
		const page = await readerOf(who)
		const what = `${name}${i ? ` ${i + 1}` : ''} (${mark})`
		page.errors.length = 0
		await page.goto(base + path)
		if (!(await page.waitForSelector('h1', { timeout: 10_000 }).catch(() => null))) {
			check(`${what} shows its title`, false, path)
			await page.shot(`screen-${name}-failed`)
			continue
		}
		await page.waitForTimeout(350)
		await page.waitForFunction(() => ![...document.querySelectorAll('.el-loading-mask')].some((one) => one.offsetParent), null, { timeout: 8_000 }).catch(() => check(`${what} has read its rows`, false))
		await page.waitForTimeout(250)
		const lost = await page.evaluate(() => Boolean(document.querySelector('.lf-lost')))
		check(`${what} is there`, lost === (name === 'lost'), path)
		check(`${what} runs without an error`, page.errors.length === 0, page.errors.join(' | '))
		await noWider(page, what)
		if (lang === 'zh-CN') await noEnglish(page, what, (await page.locator('main').count()) ? 'main' : 'body')
		else {
			const chinese = await page.evaluate(() => [...document.querySelectorAll('main h1, main h2, main th, main label > span, main button, main .el-tabs__item')].filter((one) => one.offsetParent && /^[\u4e00-\u9fff，。：？]+$/.test(one.textContent.trim())).map((one) => one.textContent.trim()))
			// Names of places are Chinese in every language; words of the program are not.
			const words = chinese.filter((one) => /[户查区任务表册页单项]$/.test(one) && !/(街道|社区|小区|新区|园区|区|居委会|排查)$/.test(one))
			check(`${what} is English throughout`, words.length === 0, words.join(' | '))
		}
		if (lang === 'zh-CN') await accessible(page, what)
		await page.shot(`screen-${name}${i ? `-${i + 1}` : ''}-${mark}`)
	}
	for (const page of readers.values()) await page.context().close()
}

await run('screens', async (browser, servers) => {
	const { data, logins } = demo()
	const server = await serve(data)
	servers.push(server)
	const known = samples(data)
	for (const { name, path } of paths) check(`${path} is looked at`, name in known, name)
	const jobs = Object.entries(known).flatMap(([name, one]) => one.at.map((path, i) => ({ name, path, i, who: one.who === undefined ? OFFICER : one.who, isPhone: one.phone ?? false })))
	const phones = jobs.filter((one) => one.isPhone && (one.i === 0 || one.name === 'sweep'))
	const half = Math.ceil(jobs.length / 2)
	await Promise.all([
		look(browser, server.base, logins, jobs.slice(0, half), 'zh-CN', DESK, 'zh').then(() => look(browser, server.base, logins, jobs.slice(0, half), 'en', DESK, 'en')),
		look(browser, server.base, logins, jobs.slice(half), 'zh-CN', DESK, 'zh').then(() => look(browser, server.base, logins, jobs.slice(half), 'en', DESK, 'en')),
		look(browser, server.base, logins, phones, 'zh-CN', SMALL_PHONE, 'phone-zh').then(() => look(browser, server.base, logins, phones.filter((one) => !one.i), 'en', LARGE_PHONE, 'phone-en')),
	])
})
