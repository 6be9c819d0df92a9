// Every label and sentence that people see has a zh-CN translation, or this
// fails.  Sources: t('…') and labels of the web, labels and choices of
// printed/schema.ts, and the refusals in the C sources.
//
//   node check-locales.mjs            fails with the list of what is missing
//   node check-locales.mjs --unused   also lists translations nothing asks for
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const web = dirname(fileURLToPath(import.meta.url))
const root = dirname(web)
/** C functions whose text arguments reach a reader. */
const TELLING = ['refuse', 'refuse_with', 'refuse_call', 'exchange_problem', 'blame', 'stop', 'import_stop', 'refuse_row', 'say']

/** @type {Map<string, string>} key → where it was first seen */
export const wanted = new Map()
function want(key, where) {
	if (key !== '' && !wanted.has(key)) wanted.set(key, where)
}

function files(dir, ending) {
	// Pages of later releases: git keeps no empty folder.
	if (!existsSync(dir)) return []
	return readdirSync(dir, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && ending.test(entry.name))
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.filter((name) => !name.includes('node_modules'))
		.sort()
}

/** The text of a JavaScript literal with its quotes. */
function literal(quoted) {
	return ts.transpileModule(`(${quoted})`, {}).outputText && Function(`"use strict"; return (${quoted})`)()
}

const QUOTED = String.raw`'(?:[^'\\\n]|\\.)*'`
function scanWeb() {
	for (const file of ['console', 'field', 'resident', 'shared'].flatMap((dir) => files(join(web, dir), /\.(vue|ts)$/))) {
		if (file.endsWith('.test.ts')) continue
		const text = readFileSync(file, 'utf8')
		const where = relative(root, file)
		// t('…') and says('…'), also with a choice inside: t(x ? 'a' : 'b').
		for (const call of text.matchAll(/(?<![\w.$])(?:t|says)\(/g)) wantLiterals(firstArgument(text, call.index + call[0].length), where)
		// { label: '…' } given to t() later.
		for (const pair of text.matchAll(/(?<![\w-])(?:label|note|title): /g)) wantLiterals(firstArgument(text, pair.index + pair[0].length), where)
	}
}

/** The literals of an expression; one that something is compared with is no sentence. */
function wantLiterals(expression, where) {
	const plain = expression.replace(/[!=]==?\s*'[^']*'/g, '')
	if (/=>|;|\bt\(/.test(plain.replace(new RegExp(QUOTED, 'g'), ''))) return
	for (const part of plain.matchAll(new RegExp(QUOTED, 'g'))) want(literal(part[0]), where)
}

/** `'a', { n: 'b' })…` → `'a'`: up to the comma or the bracket that ends it. */
function firstArgument(text, from) {
	let depth = 0
	let quote = ''
	for (let i = from; i < text.length; i++) {
		const c = text[i]
		if (quote) {
			if (c === '\\') i++
			else if (c === quote) quote = ''
		} else if (c === "'" || c === '`') quote = c
		else if ('([{'.includes(c)) depth++
		else if (')]}'.includes(c) && depth-- === 0) return text.slice(from, i)
		else if ((c === ',' || c === '\n') && depth === 0) return text.slice(from, i)
	}
	return ''
}

async function scanSchema() {
	const source = readFileSync(join(root, 'printed/schema.ts'), 'utf8')
	const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
	const { rooms } = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`)
	for (const [name, room] of Object.entries(rooms)) {
		want(room.label, `room ${name}`)
		const lists = [room.fields, ...Object.values(room.commands).flatMap((command) => [command.takes, command.gives])]
		for (const field of lists.flat()) {
			want(field.label, `room ${name}`)
			for (const choice of field.choices ?? []) want(choice, `room ${name}, ${field.name}`)
		}
		for (const command of Object.values(room.commands)) for (const role of command.who) want(role, 'roles')
	}
}

function unescape(text) {
	return JSON.parse(`"${text.replace(/\\([^"\\/bfnrtu])/g, '$1')}"`).replace(/%[0-9.]*(?:ll|z|l)?[dus]/g, (part) => part)
}

/** Text literals of a C call, neighbours joined, that read like sentences. */
function scanC() {
	const literals = /"((?:[^"\\]|\\.)*)"(\s*"(?:[^"\\]|\\.)*")*/g
	const join_ = (run) => [...run.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((part) => part[1]).join('')
	for (const file of files(join(root, 'src'), /\.c$/)) {
		const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
		const where = relative(root, file)
		if (file.endsWith('schema/problems.c')) {
			for (const row of text.matchAll(/\{\s*\d+,\s*\d+,\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}/g)) want(unescape(join_(row[1])), where)
			continue
		}
		for (const call of text.matchAll(new RegExp(`(?<![\\w.>])(?:${TELLING.join('|')})\\(`, 'g'))) {
			const args = balanced(text, call.index + call[0].length)
			for (const run of args.matchAll(literals)) {
				const sentence = unescape(join_(run[0]))
				// Room for names of fields beside the sentence; say() is given nothing else.
				if (sentence.includes(' ') || call[0] === 'say(') want(sentence, where)
			}
		}
	}
}

function balanced(text, from) {
	let depth = 1
	for (let i = from; i < text.length; i++) {
		if (text[i] === '"') {
			for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++
		} else if (text[i] === '(') depth++
		else if (text[i] === ')' && --depth === 0) return text.slice(from, i)
	}
	return ''
}

/** Parts of a sentence that must survive its translation: {n}, %s, %lld. */
function parts(sentence) {
	return (sentence.match(/\{\w+\}|%(?:ll)?[dus]/g) ?? []).sort().join(' ')
}

scanWeb()
await scanSchema()
scanC()

const zh = JSON.parse(readFileSync(join(web, 'shared/locales/zh-CN.json'), 'utf8'))
let nFaults = 0
for (const [key, where] of wanted) {
	if (typeof zh[key] !== 'string' || zh[key] === '') {
		console.log(`${where}: no zh-CN for ${JSON.stringify(key)}`)
		nFaults++
	} else if (parts(key) !== parts(zh[key])) {
		console.log(`zh-CN.json: ${JSON.stringify(key)} and its translation hold different parts`)
		nFaults++
	}
}
if (process.argv.includes('--unused'))
	for (const key of Object.keys(zh)) if (!wanted.has(key)) console.log(`nothing asks for ${JSON.stringify(key)}`)
console.log(`locales: ${wanted.size} labels and sentences, ${nFaults} faults`)
process.exitCode = nFaults ? 1 : 0
