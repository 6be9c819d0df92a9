// The page read aloud by the browser's own voices; nothing is sent anywhere by us.
// Rule: one voice at a time, and it stops at once when told, or when the page is left.
import { ref } from 'vue'

export const isReading = ref(false)

/** Voices cut long texts off: sentences, at most this many characters at a time. */
const MOST = 180

export function pieces(text: string): string[] {
	const out: string[] = []
	for (const line of text.split(/\n+/)) {
		for (const sentence of line.match(/[^。！？；.!?;]+[。！？；.!?;]*/g) ?? []) {
			let rest = sentence.trim()
			while (rest.length > MOST) {
				const at = Math.max(rest.lastIndexOf(' ', MOST), rest.lastIndexOf('，', MOST))
				const cut = at > 20 ? at + 1 : MOST
				out.push(rest.slice(0, cut).trim())
				rest = rest.slice(cut)
			}
			if (rest) out.push(rest)
		}
	}
	return out
}

/** Whether this browser can speak at all. */
export function canSpeak(): boolean {
	return typeof speechSynthesis !== 'undefined' && typeof SpeechSynthesisUtterance !== 'undefined'
}

export function stop(): void {
	isReading.value = false
	if (canSpeak()) speechSynthesis.cancel()
}

/** What is selected, else the page's main part. */
export function textToRead(): string {
	const selected = getSelection()?.toString().trim()
	return selected || (document.querySelector<HTMLElement>('main')?.innerText ?? document.body.innerText)
}

export function readAloud(text: string, lang: string): boolean {
	stop()
	if (!canSpeak()) return false
	const parts = pieces(text)
	if (parts.length === 0) return true
	isReading.value = true
	for (const [i, part] of parts.entries()) {
		const one = new SpeechSynthesisUtterance(part)
		one.lang = lang
		one.onerror = () => (isReading.value = false)
		if (i === parts.length - 1) one.onend = () => (isReading.value = false)
		speechSynthesis.speak(one)
	}
	return true
}
