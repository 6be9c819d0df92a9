// The service worker of this page: registered, and asked for a newer version.
// Rule: a new version takes over only when a person says so.

/** The page was loaded long ago and lives on: look for a newer one so often, ms. */
const LOOK_MS = 3_600_000

export function watchVersions(ready: (swap: () => void) => void): void {
	if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
	const workers = navigator.serviceWorker
	const had = workers.controller !== null
	// The first worker takes the page over without a change of version.
	let isWanted = false
	workers.addEventListener('controllerchange', () => {
		if (had && isWanted) location.reload()
	})
	const offer = (worker: ServiceWorker): void =>
		ready(() => {
			isWanted = true
			worker.postMessage('take over')
		})
	const register = (scope: string): Promise<ServiceWorkerRegistration> => workers.register('/field/sw.js', { scope, updateViaCache: 'none' })
	// The wider scope needs a header of the server that a proxy on the way may drop.
	register('/field')
		.catch(() => register('/field/'))
		.then((registration) => {
			if (registration.waiting && workers.controller) offer(registration.waiting)
			registration.addEventListener('updatefound', () => {
				const worker = registration.installing
				worker?.addEventListener('statechange', () => {
					if (worker.state === 'installed' && workers.controller) offer(worker)
				})
			})
			const look = (): void => void registration.update().catch(() => undefined)
			setInterval(look, LOOK_MS)
			document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look())
		})
		.catch(() => undefined)
}
