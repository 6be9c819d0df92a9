// What every walk through a browser needs: a server of its own with a small demo
// or an empty directory, a browser, pages that watch for faults, and claims.
//
// Rule: nothing is checked that a person at the screen could not see.
import { spawn, execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const built = process.env.B ?? 'build'
/** Where the program and its pages were built. */
export const build = isAbsolute(built) ? built : join(root, built)
export const binary = join(build, 'lianfang')
const need = createRequire(join(root, 'web/package.json'))
const { chromium } = need('playwright-core')
const axe = readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8')
/** Screenshots, to be looked at. */
export const shots = join(build, 'shots')
mkdirSync(shots, { recursive: true })

export const DESK = { width: 1366, height: 768 }
export const SMALL_PHONE = { width: 360, height: 640 }
export const LARGE_PHONE = { width: 412, height: 915 }
export const PASSWORD = 'correct horse battery'

const PLAIN = ['--disable-gpu', '--disable-software-rasterizer']
/** WebGL without a graphics card. */
export const DRAWS = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']

/** A Chromium of one's own; close it. */
export function openBrowser(more = PLAIN) {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: [
			'--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
			'--disable-component-update', '--disable-sync', ...more,
		],
	})
}

let n = 0
const faults = []
/** One claim; `seen` is told when it does not hold. */
export function check(claim, holds, seen = '') {
	n++
	console.log(`${holds ? 'ok  ' : 'FAIL'} ${claim}${holds ? '' : `: ${seen}`}`)
	if (!holds) faults.push(claim)
}
/** Wait until the page shows it (question gives true); a person waits some seconds, not a minute. */
export async function until(claim, question, ms = 15_000) {
	const end = Date.now() + ms
	let seen
	do {
		seen = await question().catch((error) => String(error))
		if (seen === true) break
		await new Promise((resolve) => setTimeout(resolve, 100))
	} while (Date.now() < end)
	check(claim, seen === true, JSON.stringify(seen))
}

/** A temporary directory, gone at the end. */
const dir = mkdtempSync(join(tmpdir(), 'lianfang-browser-'))
export function place(name) {
	return join(dir, name)
}

/** Start a server on a directory: { base, process, port }.  `port` 0 takes a free one. */
export function serve(data, port = 0, more = []) {
	const process = spawn(binary, ['serve', data, '--port', String(port), ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
	return new Promise((resolve, reject) => {
		process.stdout.once('data', (bytes) => {
			const base = /listening on (\S+)/.exec(String(bytes))?.[1]
			base ? resolve({ base, process, port: Number(new URL(base).port) }) : reject(new Error(String(bytes)))
		})
		process.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
	})
}
/** End a server as a power cut would (`SIGKILL`) or as an administrator does. */
export function stop(server, signal = 'SIGTERM') {
	return new Promise((resolve) => {
		server.process.once('exit', resolve)
		server.process.kill(signal)
	})
}

/** A demo of one street: { data, logins } with the password of each login. */
export function demo(name = 'demo') {
	const data = place(name)
	const said = execFileSync(binary, ['demo', data, '--size', 'street'], { encoding: 'utf8' })
	const logins = Object.fromEntries([...said.matchAll(/^ {2}(\S+) +(\S+) {2}/gm)].map(([, login, password]) => [login, password]))
	return { data, logins }
}
/** Run a command of the program's line on a directory, also while it is served. */
export function call(data, command, as, args = {}) {
	const words = Object.entries(args).map(([key, value]) => `${key}=${value}`)
	return JSON.parse(execFileSync(binary, ['call', data, command, ...words, ...(as ? ['--as', as] : [])], { encoding: 'utf8' }))
}

/** Also another tab of the same browser. */
export function watched(page, base) {
	page.on('pageerror', (error) => check('the page runs without an error', false, error.message))
	page.on('console', (message) => {
		if (/Content Security Policy/i.test(message.text())) check('nothing breaks the security policy', false, message.text())
	})
	page.goTo = async (path, wait = 'h1') => {
		await page.goto(base + path)
		await page.waitForSelector(wait)
	}
	page.shot = (name, options = {}) => page.screenshot({ path: join(shots, `${name}.png`), ...options })
	page.text = async (selector) => (await page.locator(selector).first().textContent())?.trim() ?? ''
	page.number = async (name) => Number((await page.text(`[data-test=${name}]`)).replace(/[^\d.-]/g, ''))
	return page
}
/** A page in a context of its own that fails the run on script errors and breaches of the policy. */
export async function reader(browser, base, { lang = 'zh-CN', viewport = DESK, ...more } = {}) {
	const context = await browser.newContext({ viewport, locale: lang, acceptDownloads: true, ...more })
	return watched(await context.newPage(), base)
}
export async function signIn(page, login, password = PASSWORD) {
	await page.goTo('/sign-in')
	await page.fill('#login', login)
	await page.fill('#password', password)
	await page.click('button[type=submit]')
	await page.waitForURL((url) => url.pathname === '/')
	await page.waitForSelector('.lf-head h1')
}

export async function noWider(page, name) {
	const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
	check(`${name} is no wider than the screen`, over <= 0, `${over} px`)
}
/** English words on a Chinese page are a translation that was forgotten. */
export async function noEnglish(page, name, selector = 'main') {
	const text = await page.locator(selector).first().innerText()
	const found = text.match(/\b[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}/g)
	check(`${name} is Chinese throughout`, !found, found?.join(' | '))
}
/** Labels, contrast, roles: no serious fault by the rules of axe, when what is moving has come to rest. */
export async function accessible(page, name) {
	await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished)))
	const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] }).then((all) =>
		all.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ' ' + one.nodes[0].html.slice(0, 200)))`)
	check(`${name} is open to all`, found.length === 0, found.join(' | '))
}

/** Run a walk: `walk(browser)` starts its servers itself and pushes them on `servers`. */
export async function run(name, walk, more = PLAIN) {
	const servers = []
	const browser = await openBrowser(more)
	try {
		await walk(browser, servers)
	} catch (error) {
		check('the walk goes on to its end', false, error.stack)
		const left = browser.contexts().flatMap((context) => context.pages())
		for (const [i, page] of left.entries()) await page.screenshot({ path: join(shots, `failed-${name}-${i}.png`) }).catch(() => undefined)
	} finally {
		await browser.close()
		for (const server of servers) if (server.process.exitCode === null && server.process.signalCode === null) await stop(server)
		rmSync(dir, { recursive: true, force: true })
	}
	console.log(`${name}: ${n - faults.length} passed, ${faults.length} failed`)
	process.exit(faults.length ? 1 : 0)
}
