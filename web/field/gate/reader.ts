// Codes come from a camera, or from a hand-held reader that types like a keyboard.
// Rule: the camera is on only while somebody looks at this page, and no picture is kept.

/** A reader types faster than a hand: a pause this long begins anew, ms. */
const PAUSE_MS = 300
const LEAST = 3

/** Hear a reader wherever the focus is, outside of fields; the answer ends it. */
export function hearReader(found: (text: string) => void): () => void {
	let heard = ''
	let at = 0
	function key(event: KeyboardEvent): void {
		const target = event.target as HTMLElement | null
		if (event.ctrlKey || event.altKey || event.metaKey || target?.closest?.('input, textarea, select')) return
		const now = performance.now()
		if (now - at > PAUSE_MS) heard = ''
		at = now
		if (event.key === 'Enter' || event.key === 'Tab') {
			const text = heard
			heard = ''
			if (text.length < LEAST) return
			event.preventDefault()
			found(text)
		} else if (event.key.length === 1) {
			heard += event.key
			// Blanks and slashes would scroll, or search.
			if (heard.length > 1) event.preventDefault()
		}
	}
	// Before the page's own: Enter must not press what has the focus.
	addEventListener('keydown', key, true)
	return () => removeEventListener('keydown', key, true)
}

export interface Camera {
	/** While told to rest it stays on and reads nothing. */
	rest(is: boolean): void
	stop(): void
}
interface Detector {
	detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}

/** The browser's own reader where there is one, else ours. */
async function readerOf(video: HTMLVideoElement): Promise<{ read: () => Promise<string | undefined>; stop: () => void }> {
	const { QRCamera, QRCanvas } = await import('qr/dom.js')
	// A card's code has some seventy squares a side: the size of the screen is not enough.
	const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } } })
	const camera = new QRCamera(video, stream)
	const stop = (): void => camera.stop()
	const Native = (globalThis as { BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> } }).BarcodeDetector
	const formats = await Native?.getSupportedFormats().catch((): string[] => [])
	if (Native && formats?.includes('qr_code')) {
		const detector = new Native({ formats: ['qr_code'] })
		return { read: async () => (await detector.detect(video))[0]?.rawValue, stop }
	}
	const canvas = new QRCanvas()
	return {
		read: async () => {
			const text = await camera.readFrame(canvas)
			return typeof text === 'string' ? text : undefined
		},
		stop,
	}
}

/** The same code held on is read once; after this pause it is another look, ms. */
const SAME_MS = 4_000

/** Watch the rear camera; throws when there is none or it is not allowed. */
export async function watchCamera(video: HTMLVideoElement, found: (text: string) => void): Promise<Camera> {
	const reader = await readerOf(video)
	let isOver = false
	let isResting = false
	let last = ''
	let lastAt = -Infinity
	async function look(): Promise<void> {
		const text = isResting || document.visibilityState !== 'visible' ? undefined : await reader.read().catch(() => undefined)
		if (isOver) return
		const now = performance.now()
		if (text && !(text === last && now - lastAt < SAME_MS) && !isResting) {
			last = text
			found(text)
		}
		if (text) lastAt = now
		setTimeout(() => void look(), 80)
	}
	void look()
	return {
		rest: (is) => (isResting = is),
		stop: () => {
			isOver = true
			reader.stop()
		},
	}
}
