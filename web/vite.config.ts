// How the web files are built: one page per entry, hashed names, Element Plus
// components and their styles taken one by one.
/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { words } from './words'

const here = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
	root: here,
	base: '/',
	publicDir: 'public',
	plugins: [
		vue(),
		Components({
			dirs: [],
			dts: 'components.d.ts',
			resolvers: [ElementPlusResolver({ importStyle: 'css', directives: true })],
		}),
		// For the unit tests of the pages on phones; the console has the whole dictionary.
		words({ dir: 'field' }),
	],
	define: {
		__VUE_OPTIONS_API__: true,
		__VUE_PROD_DEVTOOLS__: false,
		__VUE_I18N_FULL_INSTALL__: false,
		__VUE_I18N_LEGACY_API__: false,
		__INTLIFY_PROD_DEVTOOLS__: false,
		__INTLIFY_DROP_MESSAGE_COMPILER__: true,
	},
	build: {
		outDir: '../build/web',
		emptyOutDir: true,
		target: ['chrome87', 'firefox91', 'safari14', 'edge88'],
		// Small pictures inside style sheets would need data: in the policy.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		// The map's library is a megabyte and loaded with the map alone.
		chunkSizeWarningLimit: 1100,
		rollupOptions: {
			input: { console: here + 'index.html' },
			output: {
				manualChunks(id) {
					if (/node_modules\/(echarts|zrender)\//.test(id)) return 'charts'
					if (/node_modules\/(@vue|vue|vue-router|vue-i18n|pinia|@intlify)\//.test(id)) return 'vue'
					return undefined
				},
			},
		},
	},
	server: { proxy: { '/api': process.env.LIANFANG ?? 'http://127.0.0.1:8080' } },
	test: {
		environment: 'happy-dom',
		// None of them is about time, and other parts of the tests use the machine beside them.
		testTimeout: 60_000,
		include: ['shared/**/*.test.ts', 'console/**/*.test.ts', 'field/**/*.test.ts', 'resident/**/*.test.ts'],
		server: { deps: { inline: ['element-plus'] } },
	},
})
