// Services that the program sends to, as channels.sh needs them: two robots and a gateway.
//
//   node channels.mjs FILE CERT KEY    prints its port, and that with TLS; writes a line of
//                                      JSON for each request to FILE
//
// Each checks what comes as the real one does, with code of its own: shape, signature, time.
import { createHmac } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecure } from 'node:https'

const [, , file, cert, key] = process.argv
const seen = new Map() // how often an id or path came
const count = (what) => (seen.set(what, (seen.get(what) ?? 0) + 1), seen.get(what))

/** 企业微信: a text message, the key in the address. */
function wecom(url, body) {
	if (url.searchParams.get('key') !== 'robot-key-1') return { errcode: 93000, errmsg: 'invalid webhook url' }
	if (body.msgtype !== 'text' || typeof body.text?.content !== 'string' || Buffer.byteLength(body.text.content) > 2048) return { errcode: 40058 }
	return { errcode: 0, errmsg: 'ok' }
}

/** 钉钉: signed with time and secret; speaks too fast the first time. */
function dingtalk(url, body) {
	const at = url.searchParams.get('timestamp')
	const sign = createHmac('sha256', 'SEC-ding').update(`${at}\nSEC-ding`).digest('base64')
	if (url.searchParams.get('sign') !== sign || Math.abs(Date.now() - Number(at)) > 3_600_000) return { errcode: 310000, errmsg: 'sign not match' }
	if (body.msgtype !== 'text' || typeof body.text?.content !== 'string') return { errcode: 400101 }
	return count('dingtalk') === 1 ? { errcode: 130101, errmsg: 'send too fast' } : { errcode: 0, errmsg: 'ok' }
}

/** A gateway: our own signature over time and body; each message is refused once. */
function sms(request, text) {
	const at = request.headers['x-lianfang-time']
	const sign = createHmac('sha256', 'gateway-secret').update(`${at}\n${text}`).digest('hex')
	if (request.headers['x-lianfang-signature'] !== `sha256=${sign}`) return 401
	return count(request.headers['x-lianfang-id']) === 1 ? 503 : 202
}

function answerOne(request, response) {
	const url = new URL(request.url, 'http://here')
	const parts = []
	request.on('data', (part) => parts.push(part))
	request.on('end', () => {
		const text = Buffer.concat(parts).toString()
		let body = null
		try {
			body = JSON.parse(text)
		} catch {
			// Stays null: said in the record.
		}
		let status = 200
		let answer = {}
		if (url.pathname === '/wecom') answer = body ? wecom(url, body) : { errcode: 47001 }
		else if (url.pathname === '/ding') answer = body ? dingtalk(url, body) : { errcode: 47001 }
		else if (url.pathname === '/sms') status = body ? sms(request, text) : 400
		else if (url.pathname === '/elsewhere') status = 302
		else if (url.pathname === '/hangs') status = count('hangs') === 1 ? 0 : 200
		else status = 404
		if (url.pathname === '/hangs') answer = { errcode: 0 }
		appendFileSync(file, `${JSON.stringify({ path: url.pathname, id: request.headers['x-lianfang-id'], type: request.headers['content-type'], status, answer, body })}\n`)
		if (status === 0) return // never answers
		response.writeHead(status, { 'Content-Type': 'application/json', ...(status === 302 ? { Location: '/wecom?key=robot-key-1' } : {}) })
		response.end(JSON.stringify(answer))
	})
}
const tell = function () {
	console.log(this.address().port)
}
const plain = createServer(answerOne).listen(0, '127.0.0.1', function () {
	tell.call(plain)
	createSecure({ cert: readFileSync(cert), key: readFileSync(key) }, answerOne).listen(0, '127.0.0.1', tell)
})
