// Reading a QR code from a picture or from the camera.
// Rule: pictures are looked at on this device and go nowhere.
import decodeQR from 'qr/decode.js'

/** Longest side looked at; more makes it slow, not better. */
const LONGEST = 1600

/** The text of the code in a picture, or null when there is none to be read. */
export async function scanFile(file: Blob): Promise<string | null> {
	const picture = await createImageBitmap(file)
	const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
	const canvas = document.createElement('canvas')
	canvas.width = Math.round(picture.width * scale)
	canvas.height = Math.round(picture.height * scale)
	const pen = canvas.getContext('2d')
	if (!pen) return null
	pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
	try {
		return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height), { effort: Infinity, timeLimit: 3000 })
	} catch {
		return null
	}
}

/** Whether there may be a camera: browsers give one only to https and to this machine. */
export function hasCamera(): boolean {
	return typeof navigator.mediaDevices?.getUserMedia === 'function'
}

/** Watch the rear camera until a code is read; the function returned ends it. */
export async function scanCamera(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
	const { QRCanvas, frameLoop, rearCamera } = await import('qr/dom.js')
	const canvas = new QRCanvas()
	const camera = await rearCamera(video)
	let isOver = false
	let isLooking = false
	const stop = frameLoop(() => {
		if (isOver || isLooking) return
		isLooking = true
		void Promise.resolve(camera.readFrame(canvas)).then((text) => {
			isLooking = false
			if (isOver || typeof text !== 'string') return
			end()
			found(text)
		})
	})
	function end(): void {
		isOver = true
		stop()
		camera.stop()
	}
	return end
}
