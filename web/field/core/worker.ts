// The service worker of /field/: the app's own files, so that it opens without network.
// Rule: nothing of /api is ever kept here; files carry their hash in their names.
export {}

interface Lasting extends Event {
	waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Lasting {
	request: Request
	respondWith(response: Promise<Response>): void
}
/** As much of a worker's world as is used: the compiler knows pages only. */
declare const self: {
	location: Location
	clients: { claim(): Promise<void> }
	skipWaiting(): Promise<void>
	addEventListener(type: 'install' | 'activate', work: (event: Lasting) => void): void
	addEventListener(type: 'fetch', work: (event: Fetching) => void): void
	addEventListener(type: 'message', work: (event: MessageEvent<unknown>) => void): void
}
/** Put in by the build (web/field/vite.config.ts). */
declare const FILES: string[]
declare const VERSION: string

const CACHE = `lianfang-field-${VERSION}`
const PAGE = '/field/'

async function precache(): Promise<void> {
	const cache = await caches.open(CACHE)
	const before = (await caches.keys()).filter((name) => name.startsWith('lianfang-field-') && name !== CACHE)
	await Promise.all(
		FILES.map(async (path) => {
			// On 2G every file counts: what the version before has is taken from there.
			if (path.includes('/assets/'))
				for (const name of before) {
					const known = await (await caches.open(name)).match(path)
					if (known) return cache.put(path, known)
				}
			const response = await fetch(path, { cache: path.includes('/assets/') ? 'default' : 'no-cache', credentials: 'omit' })
			if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`)
			return cache.put(path, response)
		}),
	)
}

self.addEventListener('install', (event) => event.waitUntil(precache()))

self.addEventListener('activate', (event) =>
	event.waitUntil(
		caches
			.keys()
			.then((names) => Promise.all(names.filter((name) => name.startsWith('lianfang-field-') && name !== CACHE).map((name) => caches.delete(name))))
			.then(() => self.clients.claim()),
	),
)

self.addEventListener('message', (event) => {
	if (event.data === 'take over') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
	const url = new URL(event.request.url)
	// The scope is "/field", so that the address without the last slash opens too.
	if (event.request.method !== 'GET' || url.origin !== self.location.origin || !`${url.pathname}/`.startsWith(PAGE)) return
	const isPage = event.request.mode === 'navigate'
	event.respondWith(
		caches
			.open(CACHE)
			.then((cache) => cache.match(isPage ? PAGE : url.pathname))
			.then((known) => known ?? fetch(event.request)),
	)
})
