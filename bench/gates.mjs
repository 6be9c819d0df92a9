// Gates and passes for a measurement: a pass for every household of a street, a gate
// wherever those passes open one, and files of what the load generator then sends.
//
//   node bench/gates.mjs --port N --token T --region STREET --out DIR [--passes N]
//
// Writes DIR/scans ("gate pass", the lines of a gate together), DIR/checks (addresses of
// gate.check by number) and DIR/codes (by the signed code).
// Rule: everything is made through the commands that people use.
import { writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'

const { values: o } = parseArgs({
	options: { port: { type: 'string' }, token: { type: 'string' }, region: { type: 'string' }, out: { type: 'string' }, passes: { type: 'string', default: '20000' } },
})
const headers = { authorization: `Bearer ${o.token}`, 'content-type': 'application/json' }
const base = `http://127.0.0.1:${o.port}/api`

async function answered(response) {
	if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
	return response.json()
}
const get = (path) => fetch(`${base}/${path}`, { headers }).then(answered)
const post = (path, body) => fetch(`${base}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }).then(answered)

async function all(path, most) {
	const rows = []
	for (let cursor = ''; rows.length < most; ) {
		const page = await get(`${path}&limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
		rows.push(...page.rows)
		if (!page.next) break
		cursor = page.next
	}
	return rows.slice(0, most)
}
async function push(commands) {
	for (let i = 0; i < commands.length; i += 500) await post('sync/push', { commands: commands.slice(i, i + 500) })
}

const region = o.region
const homes = await all(`household.list?region=${region}`, Number(o.passes))
const until_at = Date.now() + 90 * 86400e3
// 99 times a day: counted as every limit is, and not in the way.
await push(
	homes.map((home) => ({
		command: 'pass.issue', id: randomUUID(), region, kind: 'household', household: home.id, until_at,
		from_at: Date.now() - 2 * 86400e3, quota: 99, days: 1, basis: 'measurement',
	})),
)
const passes = await all(`pass.list?region=${region}&state=open`, Number(o.passes))
const places = [...new Set(passes.map((pass) => pass.opens))]
await push(places.map((place) => ({ command: 'gate.open', id: `bench-${place}`, region: place, name: 'bench' })))
passes.sort((a, b) => (a.opens < b.opens ? -1 : a.opens > b.opens ? 1 : a.number - b.number))
const line = (pass) => `bench-${pass.opens}`
writeFileSync(`${o.out}/scans`, passes.map((pass) => `${line(pass)} ${pass.number}\n`).join(''))
writeFileSync(`${o.out}/checks`, passes.map((pass) => `/api/gate.check?region=${region}&gate=${line(pass)}&pass=${pass.number}\n`).join(''))
const codes = []
for (let i = 0; i < Math.min(passes.length, 1000); i++) {
	const pass = passes[Math.floor((i * passes.length) / 1000)] ?? passes[i]
	const { code } = await post('pass.code', { id: randomUUID(), region, pass: pass.pass })
	codes.push(`/api/gate.check?region=${region}&gate=${line(pass)}&code=${encodeURIComponent(code)}\n`)
}
writeFileSync(`${o.out}/codes`, codes.join(''))
console.log(JSON.stringify({ passes: passes.length, gates: places.length }))
