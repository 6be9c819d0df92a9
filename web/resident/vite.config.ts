// The family's page: Vue, its own words, and nothing else.
// Rule: the whole first view weighs less than 60 kB compressed; the browser test weighs it.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import { words } from '../words'

const here = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
	root: here,
	base: '/resident/',
	publicDir: false,
	plugins: [vue(), words({ dir: 'resident', rooms: ['posting'], apart: ['volunteer', 'pass'] })],
	define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
	build: {
		outDir: '../../build/web/resident',
		emptyOutDir: true,
		// WeChat's own browser and the WebViews of phones from 2020 on.
		target: ['chrome87', 'safari14'],
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
	server: { proxy: { '/api': process.env.LIANFANG ?? 'http://127.0.0.1:8080' } },
})
