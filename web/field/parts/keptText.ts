// A text being written: sealed on the phone at every pause, so that it outlives a tab that was
// killed and the PIN.
// Rule: once it was sent it is gone from here at once.
import { ref, watch, type Ref } from 'vue'
import { field } from '../core'

const PAUSE_MS = 400

export function keptText(name: string): Ref<string> {
	const text = ref('')
	let timer: ReturnType<typeof setTimeout> | undefined
	// Locked meanwhile, or full: the page still has it.
	const keep = (): void => void field.keep(name, text.value).catch(() => undefined)
	void field.kept<string>(name).then((was) => (text.value ||= was ?? ''), () => undefined)
	watch(text, (now) => {
		clearTimeout(timer)
		if (now) timer = setTimeout(keep, PAUSE_MS)
		else keep()
	})
	return text
}
