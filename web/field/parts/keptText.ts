// What is being written: sealed on the phone at every pause, so that it outlives a tab that was
// killed and the PIN.
// Rule: once it was sent it is gone from here at once.
import { ref, watch, type Ref } from 'vue'
import { field } from '../core'

const PAUSE_MS = 400
/** A form half filled in is taken up again in the same shift, not a week later. */
const SHIFT_MS = 12 * 3_600_000

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

/** A form of one kind, of which one is filled in at a time: `of` says which door or person it is for. */
export function keptForm<T>(kind: string, of: () => string, typed: Ref<T>): { recall(): Promise<void>; forget(): void } {
	const name = `form ${kind}`
	let timer: ReturnType<typeof setTimeout> | undefined
	const keep = (what: unknown): void => void field.keep(name, what).catch(() => undefined)
	watch(typed, () => {
		clearTimeout(timer)
		if (!of()) return
		timer = setTimeout(() => keep({ of: of(), at: field.now(), typed: typed.value }), PAUSE_MS)
	}, { deep: true })
	return {
		async recall() {
			const lying = await field.kept<{ of: string; at: number; typed: T } | null>(name).catch(() => null)
			if (lying && lying.of === of() && field.now() - lying.at < SHIFT_MS) typed.value = lying.typed
		},
		forget() {
			clearTimeout(timer)
			keep(null)
		},
	}
}
