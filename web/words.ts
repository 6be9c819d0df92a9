// A Vite plugin for the pages on phones: the Chinese words they use, and no others.
// The dictionary of the whole program would weigh more than such a page may.
// Rule: a key of zh-CN.json goes in when one of the page's sources names it as a text.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const web = fileURLToPath(new URL('.', import.meta.url))

export interface Wanted {
	/** The page's own folder below web/, its sources read whole. */
	dir: string
	/** Other sources it uses, below web/: "shared/qr.ts". */
	also?: string[]
	/** Rooms of printed/schema.ts whose choices it shows by `word()`. */
	rooms?: string[]
	/** Words no source names. */
	words?: string[]
	/** Folders in it that load their own words when they are opened: `virtual:words/<folder>`. */
	apart?: string[]
}

function sources(dir: string, apart: string[] = []): string[] {
	if (!existsSync(dir)) return []
	return readdirSync(dir, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
		.map((entry) => join((entry as { parentPath?: string }).parentPath ?? entry.path, entry.name))
		.filter((name) => !apart.some((folder) => name.startsWith(join(dir, folder) + '/')))
		.sort()
}

/** Everything between quotes, as it reads when the program runs. */
export function quoted(source: string): Set<string> {
	const found = new Set<string>()
	for (const match of source.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g))
		found.add(match[2]!.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c)))
	// In a template, t('…') stands between double quotes, and its own are inside.
	for (const match of source.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)) found.add(match[1]!.replace(/\\(.)/g, '$1'))
	return found
}

/** Choices of the named rooms: "grid_worker", "done", … */
export function choicesOf(schema: string, rooms: string[]): Set<string> {
	const found = new Set<string>()
	for (const room of rooms) {
		const from = schema.indexOf(`\n  ${room}: {`)
		if (from < 0) throw new Error(`printed/schema.ts knows no room ${room}`)
		const to = schema.indexOf('\n  },', from)
		for (const list of schema.slice(from, to < 0 ? undefined : to).matchAll(/choices: \[([^\]]*)\]/g))
			for (const choice of list[1]!.matchAll(/'([^']*)'/g)) found.add(choice[1]!)
	}
	return found
}

/** The words the page needs, in the order of the dictionary. */
export function gather(wanted: Wanted): Record<string, string> {
	const all = JSON.parse(readFileSync(join(web, 'shared/locales/zh-CN.json'), 'utf8')) as Record<string, string>
	const asked = new Set(wanted.words ?? [])
	const read = (file: string): void => quoted(readFileSync(file, 'utf8')).forEach((text) => asked.add(text))
	sources(join(web, wanted.dir), wanted.apart).forEach(read)
	;['shared/says.ts', ...(wanted.also ?? [])].forEach((name) => read(join(web, name)))
	if (wanted.rooms?.length)
		choicesOf(readFileSync(join(web, '../printed/schema.ts'), 'utf8'), wanted.rooms).forEach((choice) => asked.add(choice))
	return Object.fromEntries(Object.entries(all).filter(([key]) => asked.has(key)))
}

const NAME = 'virtual:words'

/** The words of a folder that loads its own, without those that are there already. */
function gatherApart(wanted: Wanted, folder: string): Record<string, string> {
	const before = gather(wanted)
	return Object.fromEntries(Object.entries(gather({ dir: `${wanted.dir}/${folder}` })).filter(([key]) => !(key in before)))
}

export function words(wanted: Wanted): Plugin {
	const mark = '\0' + NAME
	return {
		name: 'lianfang-words',
		resolveId: (id) => (id === NAME || id.startsWith(`${NAME}/`) ? '\0' + id : null),
		load: (id) => {
			if (id !== mark && !id.startsWith(`${mark}/`)) return null
			return `export default ${JSON.stringify(id === mark ? gather(wanted) : gatherApart(wanted, id.slice(mark.length + 1)))}`
		},
	}
}
