// An order to 13,078 people of 5,257 communities (the figures of SC-03): sent, answered by all
// through their links, watched on a live board; then one that half of them do not answer, by
// the clock to minute 45 and 60.  Every tally is compared with what was sent, at every street.
//
//   node bench/orders.mjs [--binary build/lianfang] [--db postgres://…] [--people 13078]
//                         [--communities 5257] [--connections 64] [--work DIR]
//
// Prints rows of the table; ends with 1 when a count is not exact or the bound is passed.
// Rule: everything goes through the commands and the HTTP that people use.
import { spawn, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values: o } = parseArgs({
	options: {
		binary: { type: 'string', default: process.env.LIANFANG_BIN ?? 'build/lianfang' },
		db: { type: 'string' },
		people: { type: 'string', default: '13078' },
		communities: { type: 'string', default: '5257' },
		connections: { type: 'string', default: '64' },
		work: { type: 'string', default: tmpdir() },
		bound: { type: 'string', default: '20' },
	},
})
const nPeople = Number(o.people)
const nCommunities = Number(o.communities)
const work = mkdtempSync(join(o.work, 'lianfang-orders.'))
const dir = join(work, 'data')
const lianfang = (...args) => execFileSync(o.binary, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const agent = new Agent({ keepAlive: true, maxSockets: Number(o.connections) })
let server
let port
let token
let nWrong = 0

function row(what, bar, measured, beside = '') {
	console.log(`| ${what} | ${bar} | ${measured} | ${beside} |`)
}
function same(what, wanted, seen) {
	if (wanted === seen) return
	nWrong++
	console.log(`FAIL ${what}: wanted ${wanted}, seen ${seen}`)
}

async function serve(...more) {
	server = spawn(o.binary, ['serve', dir, '--port', '0', '--per-address', '0', ...more], { stdio: ['ignore', 'pipe', 'ignore'] })
	port = await new Promise((tell, fail) => {
		let said = ''
		server.stdout.on('data', (part) => {
			said += part
			const found = /:(\d+)\s/.exec(said)
			if (found) tell(Number(found[1]))
		})
		server.on('exit', () => fail(new Error('the server does not start')))
	})
}
async function stop() {
	server.removeAllListeners('exit')
	const ended = new Promise((tell) => server.on('exit', tell))
	server.kill('SIGTERM')
	await ended
}

/** One POST over a kept connection; waits and tries again when told to. */
function post(command, body, withToken = true) {
	return new Promise((tell, fail) => {
		const text = JSON.stringify(body)
		const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
		if (withToken) headers.authorization = `Bearer ${token}`
		const asked = request({ host: '127.0.0.1', port, method: 'POST', path: `/api/${command}`, headers, agent }, (answer) => {
			const parts = []
			answer.on('data', (part) => parts.push(part))
			answer.on('end', () => {
				const said = Buffer.concat(parts).toString()
				if (answer.statusCode === 503) setTimeout(() => post(command, body, withToken).then(tell, fail), 1000)
				else if (answer.statusCode !== 200) fail(new Error(`${command}: ${answer.statusCode} ${said.slice(0, 300)}`))
				else tell(JSON.parse(said))
			})
		})
		asked.on('error', fail)
		asked.end(text)
	})
}
async function push(commands) {
	for (let i = 0; i < commands.length; i += 500) {
		const { answers } = await post('sync/push', { commands: commands.slice(i, i + 500) })
		const bad = answers.find((one) => one.problem)
		if (bad) throw new Error(JSON.stringify(bad))
	}
}
/** As many at once as there are connections; the milliseconds of each, sorted. */
async function each(list, work) {
	const took = []
	let next = 0
	await Promise.all(
		Array.from({ length: Number(o.connections) }, async () => {
			while (next < list.length) {
				const one = list[next++]
				const began = performance.now()
				await work(one)
				took.push(performance.now() - began)
			}
		}),
	)
	return took.sort((a, b) => a - b)
}
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(1)
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`

// The territory: streets of 42 communities each, people dealt out in turn.
const pad = (n, digits) => String(n).padStart(digits, '0')
const communities = Array.from({ length: nCommunities }, (_, i) => {
	const street = Math.floor(i / 42)
	return `1201${pad(1 + Math.floor(street / 60), 2)}${pad(1 + (street % 60), 3)}${pad(1 + (i % 42), 3)}`
})
const streets = [...new Set(communities.map((key) => key.slice(0, 9)))]
const districts = [...new Set(streets.map((key) => key.slice(0, 6)))]
const region = (code, level, kind, parent_code) => ({ command: 'region.add', id: `r${code}`, region: '', code, level, kind, name: code, parent_code, valid_from: '2019-01-01' })
const expected = new Map() // street → people
function posted(i) {
	const place = communities[i % nCommunities]
	expected.set(place.slice(0, 9), (expected.get(place.slice(0, 9)) ?? 0) + 1)
	return [
		{ command: 'account.add', id: `a${i}`, region: '12', login: `p${pad(i, 6)}`, name: `人${i}`, phone: `138${pad(i, 8)}` },
		{ command: 'posting.add', id: `p${i}`, region: place, account: `p${pad(i, 6)}`, role: 'grid_worker' },
	]
}

async function build() {
	lianfang('init', dir, ...(o.db ? ['--db', o.db] : []))
	for (const args of [
		['region.add', 'code=12', 'level=1', 'kind=municipality', 'name=市'],
		['region.add', 'code=1201', 'level=2', 'kind=prefecture_placeholder', 'name=市辖区', 'parent_code=12'],
		['account.add', 'region=12', 'login=boss', 'name=总指挥'],
		['posting.add', 'region=12', 'account=boss', 'role=commander'],
	])
		lianfang('call', dir, ...args)
	token = JSON.parse(lianfang('call', dir, '--as', 'boss', 'session.token', 'label=bench', 'days=1')).token
	await serve()
	await push([
		...districts.map((key) => region(key, 3, 'district', '1201')),
		...streets.map((key) => region(key, 4, 'street', key.slice(0, 6))),
		...communities.map((key) => region(key, 5, 'residents_committee', key.slice(0, 9))),
	].map((one) => ({ ...one, region: '12' })))
	const people = Array.from({ length: nPeople }, (_, i) => posted(i))
	await push(people.map((one) => one[0]))
	await push(people.map((one) => one[1]))
}

async function issue(id) {
	const began = performance.now()
	const { n } = await post('order.issue', { id, region: '12', kind: 'community_order', title: '到岗', text: '全体到岗', basis: '市指挥部第1号令', to: { roles: ['grid_worker'] } })
	const answered = performance.now() - began
	same(`${id} goes to`, nPeople, n)
	while ((await post('order.get', { order: id, region: '12' })).is_sending) await new Promise((go) => setTimeout(go, 20))
	return { answered, sent: performance.now() - began }
}
async function links(order) {
	const rows = []
	for (let cursor; ; ) {
		const page = await post('order.links', { order, region: '12', limit: 500, ...(cursor ? { cursor } : {}) })
		rows.push(...page.rows)
		if (!page.next) return rows
		cursor = page.next
	}
}
/** The board of the city: resolves with the milliseconds until it says so many. */
function board(order, n, since) {
	return new Promise((tell) => {
		const heard = request({ host: '127.0.0.1', port, path: '/api/live?region=12', headers: { authorization: `Bearer ${token}` } }, (stream) => {
			stream.on('data', (part) => {
				if (new RegExp(`order\\.\\d+\\.acknowledged":${n}[,}]`).test(part.toString())) {
					tell(performance.now() - since())
					heard.destroy()
				}
			})
			stream.on('error', () => {})
		})
		heard.on('error', () => {})
		heard.end()
	})
}
async function counts(order, field, wanted) {
	const city = await post('order.get', { order, region: '12' })
	same(`${order} ${field} of the city`, wanted, city[field])
	let sum = 0
	for (const street of streets) sum += (await post('order.get', { order, region: street }))[field]
	same(`${order} ${field} of all streets`, wanted, sum)
}

async function run() {
	await build()
	const bar = `≤ ${o.bound} s`
	const first = await issue('o1')
	row(`order to ${nPeople.toLocaleString('en')} people of ${nCommunities.toLocaleString('en')} communities: answered / everybody has it`, bar, `**${seconds(first.answered)} / ${seconds(first.sent)}**`)
	for (const street of streets) same(`people of ${street}`, expected.get(street), (await post('order.get', { order: 'o1', region: street })).n)
	const tokens = await links('o1')
	same('links', nPeople, tokens.length)

	let last = 0
	const told = board('o1', nPeople, () => last)
	const began = performance.now()
	const took = await each(tokens, (one) => post('order.answer', { token: one.token, what: 'acknowledged' }, false))
	last = performance.now()
	const whole = last - began
	row('acknowledged by all through their links', bar, `**${seconds(whole)}**, ${Math.round((nPeople * 1000) / whole).toLocaleString('en')}/s`, `${o.connections} connections; p50 ${at(took, 0.5)}, p99 ${at(took, 0.99)} ms`)
	if (whole > Number(o.bound) * 1000) nWrong++
	const fresh = await told
	row('the live board says all of them after the last answer', '≤ 5 s', `**${seconds(Math.max(0, fresh))}**`)
	if (fresh > 5000) nWrong++
	await counts('o1', 'n_acknowledged', nPeople)
	await counts('o1', 'n_delivered', nPeople)
	// Everybody again: a second press is no second answer.
	await each(tokens.slice(0, 500), (one) => post('order.answer', { token: one.token, what: 'acknowledged' }, false))
	await counts('o1', 'n_acknowledged', nPeople)

	await issue('o2')
	const half = (await links('o2')).filter((_, i) => i % 2 === 0)
	await each(half, (one) => post('order.answer', { token: one.token, what: 'acknowledged' }, false))
	const nSilent = nPeople - half.length
	for (const [minute, field, what] of [
		[45, 'n_escalated', 'silence climbs at minute 45'],
		[60, 'n_missing', 'the missing are listed at minute 60'],
	]) {
		await stop()
		const start = performance.now()
		await serve('--ahead', String(minute))
		while ((await post('order.get', { order: 'o2', region: '12' }))[field] < nSilent && performance.now() - start < 60000) await new Promise((go) => setTimeout(go, 50))
		row(`${what} (${nSilent.toLocaleString('en')} people)`, '–', `**${seconds(performance.now() - start)}** after the start of a server`)
		await counts('o2', field, nSilent)
		await counts('o1', field, 0)
	}
	await stop()
	const said = lianfang('rebuild-tallies', dir).trim()
	same('tallies that a recount finds different', '0', /\d+/.exec(said)?.[0])
	lianfang('check', dir)
	row('tallies against a recount, and every invariant', 'exact', nWrong ? `**${nWrong} wrong**` : '**exact**', said)
}

try {
	await run()
} catch (error) {
	nWrong++
	console.log(`FAIL ${error.stack} ${error.stderr ?? ''}`)
}
server?.kill('SIGKILL')
rmSync(work, { recursive: true, force: true })
process.exit(nWrong ? 1 : 0)
