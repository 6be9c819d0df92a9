// Reading the page aloud, and large letters.
import { ref } from 'vue'
import { lang } from '../shared/says'

export const canSpeak = typeof speechSynthesis !== 'undefined' && typeof SpeechSynthesisUtterance !== 'undefined'
export const isSpeaking = ref(false)

/** Read what stands in the main part, or stop. */
export function readAloud(): void {
	if (isSpeaking.value) {
		speechSynthesis.cancel()
		isSpeaking.value = false
		return
	}
	const text = document.querySelector<HTMLElement>('main')?.innerText.replace(/\s*\n\s*/g, '。') ?? ''
	const voice = new SpeechSynthesisUtterance(text.slice(0, 4000))
	voice.lang = lang()
	voice.rate = 0.9
	voice.onend = voice.onerror = () => (isSpeaking.value = false)
	isSpeaking.value = true
	speechSynthesis.speak(voice)
}
export function hush(): void {
	if (isSpeaking.value) readAloud()
}

const KEPT_AS = 'lianfang.size'
export const isLarge = ref(localStorage.getItem(KEPT_AS) === 'large')
export function setLarge(to: boolean): void {
	isLarge.value = to
	localStorage.setItem(KEPT_AS, to ? 'large' : 'small')
	document.documentElement.dataset.size = to ? 'large' : 'small'
}
