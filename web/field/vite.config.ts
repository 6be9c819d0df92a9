// How the field app is built: a page of its own under /field/, weighed, with the
// list of its files inside its service worker.
/// <reference types="vitest/config" />
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { defineConfig, transformWithEsbuild, type Plugin } from 'vite'
import { words } from '../words'

const here = fileURLToPath(new URL('.', import.meta.url))
/** First view over 2G: bytes of brotli (field-rules 5.3: pages under 100 kB). */
const MOST_BYTES = 100_000

/** What the browser must have before it shows anything: the page, its scripts, their styles. */
function weigh(): Plugin {
	return {
		name: 'lianfang-weigh',
		writeBundle(_options, bundle) {
			const wanted = new Set<string>(['index.html'])
			const take = (name: string): void => {
				if (wanted.has(name)) return
				wanted.add(name)
				const part = bundle[name]
				if (part?.type !== 'chunk') return
				part.imports.forEach(take)
				part.viteMetadata?.importedCss.forEach((css) => wanted.add(css))
			}
			for (const part of Object.values(bundle)) if (part.type === 'chunk' && part.isEntry) take(part.fileName)
			const weights = [...wanted].map((name) => {
				const part = bundle[name]
				const bytes = part ? Buffer.from(part.type === 'chunk' ? part.code : part.source) : Buffer.alloc(0)
				return { name, n: brotliCompressSync(bytes).length }
			})
			const sum = weights.reduce((total, { n }) => total + n, 0)
			const list = weights.map(({ name, n }) => `${name} ${n}`).join(', ')
			console.log(`field: first view ${sum} bytes in brotli (${list})`)
			if (sum > MOST_BYTES) throw new Error(`the first view of /field/ is ${sum} bytes in brotli, at most ${MOST_BYTES}: load what is not on the first page when it is opened`)
		},
	}
}

/** /field/sw.js: core/worker.ts with the names of all files and a version made of their content. */
function worker(): Plugin {
	return {
		name: 'lianfang-worker',
		// After the page itself is in the bundle: its content counts too.
		enforce: 'post',
		async generateBundle(_options, bundle) {
			const hash = createHash('sha256')
			const files = ['/field/']
			const names = Object.keys(bundle).filter((name) => !name.endsWith('.map')).sort()
			for (const name of names) {
				const part = bundle[name]!
				hash.update(name).update(part.type === 'chunk' ? part.code : part.source)
				if (name !== 'index.html') files.push(`/field/${name}`)
			}
			for (const name of readdirSync(join(here, 'public')).sort()) {
				hash.update(name).update(readFileSync(join(here, 'public', name)))
				files.push(`/field/${name}`)
			}
			const source = readFileSync(join(here, 'core/worker.ts'), 'utf8')
			hash.update(source)
			const head = `const FILES=${JSON.stringify(files)},VERSION=${JSON.stringify(hash.digest('hex').slice(0, 16))};`
			const { code } = await transformWithEsbuild(source, 'worker.ts', { minify: true, format: 'esm', target: 'es2020', sourcemap: false })
			// A plain script: old browsers know no modules in workers.
			this.emitFile({ type: 'asset', fileName: 'sw.js', source: `(()=>{${head}${code.replace(/export\s*\{\s*\};?/g, '')}})()` })
		},
	}
}

export default defineConfig({
	root: here,
	base: '/field/',
	publicDir: 'public',
	plugins: [
		vue(),
		words({
			dir: 'field',
			also: ['shared/says.ts'],
			rooms: ['household', 'resident', 'sweep', 'visit', 'posting', 'shift_swaps'],
			apart: ['gate', 'orders', 'volunteer'],
		}),
		weigh(),
		worker(),
	],
	define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false },
	build: {
		emptyOutDir: true,
		target: ['chrome87', 'firefox91', 'safari14', 'edge88'],
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
	server: { proxy: { '/api': process.env.LIANFANG ?? 'http://127.0.0.1:8080' } },
})
