// Put a .gz and a .br beside every text file of the built web, so that the
// server never compresses at run time.  Usage: node compress.mjs DIR
import { readdirSync, readFileSync, writeFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, brotliCompressSync, constants } from 'node:zlib'

const WORTH_IT = /\.(js|css|html|svg|json|map|txt|webmanifest)$/
const dir = process.argv[2] ?? '../build/web'
let plain = 0
let small = 0

for (const name of readdirSync(dir, { recursive: true }).map(String).sort()) {
	if (!WORTH_IT.test(name)) continue
	const file = join(dir, name)
	const bytes = readFileSync(file)
	const variants = {
		'.gz': gzipSync(bytes, { level: 9 }),
		'.br': brotliCompressSync(bytes, {
			params: {
				[constants.BROTLI_PARAM_QUALITY]: 11,
				[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
			},
		}),
	}
	for (const [end, packed] of Object.entries(variants)) {
		if (packed.length >= bytes.length) continue
		writeFileSync(file + end, packed)
		// Same bytes in, same files out: builds can be compared.
		utimesSync(file + end, 0, 0)
	}
	plain += bytes.length
	small += variants['.br'].length
}
console.log(`web: ${Math.round(plain / 1024)} kB, ${Math.round(small / 1024)} kB in brotli`)
