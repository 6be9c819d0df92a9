// What the first view of each page weighs on the wire, as a browser with an empty
// cache takes it: bytes and requests until the page rests.  Prints rows of the table.
//
//   node bench/weights.mjs              B=DIR for another build
//
// Rule: what the browser received is counted, headers too, not what lies in a folder.
import { binary, call, demo, openBrowser, serve, stop } from '../test/browser/stage/stage.mjs'

const { data } = demo()
const server = await serve(data)
const browser = await openBrowser()
const group = call(data, 'group.link', 'grid-120113001003001', { region: '120113001003001' })
const phone = call(data, 'device.invite', 'chief-120113001', { login: 'grid-120113001003001' })

/** Bytes and requests of one address. */
async function weigh(path) {
	const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' })
	const page = await context.newPage()
	const wire = await context.newCDPSession(page)
	let bytes = 0
	let requests = 0
	await wire.send('Network.enable')
	wire.on('Network.loadingFinished', (event) => {
		bytes += event.encodedDataLength
		requests++
	})
	await page.goto(server.base + path, { waitUntil: 'networkidle' })
	await context.close()
	return { bytes, requests }
}

const pages = [
	["the family's page, from the group's link", group.url_path, '< 60 kB'],
	['the field app, first opened by its code', phone.url_path, '< 100 kB'],
	['the console, to the sign-in', '/sign-in', '–'],
]
console.log(`| page (${binary.split('/').pop()}, ${new Date().toISOString().slice(0, 10)}) | bar | first view | requests |`)
console.log('|---|---|---|---|')
for (const [name, path, bar] of pages) {
	const { bytes, requests } = await weigh(path)
	console.log(`| ${name} | ${bar} | ${(bytes / 1000).toFixed(1)} kB | ${requests} |`)
}
await browser.close()
await stop(server)
