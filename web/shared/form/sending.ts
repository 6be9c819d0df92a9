// Sending a form: the button turns meanwhile, and what was refused stands above the form.
// Rule: only a refusal becomes a sentence; any other error is a fault of ours and goes on.
import { ref, type Ref } from 'vue'
import { Problem } from '../api'

export interface Sending {
	/** Why it was refused; empty: nothing to say. */
	problem: Ref<string>
	isSending: Ref<boolean>
	/** Do the work that sends, unless it is being done: pressed twice is sent once. Resolves also when it was refused. */
	sending: (work: () => Promise<unknown>) => Promise<void>
}

export function useSending(): Sending {
	const problem = ref('')
	const isSending = ref(false)
	async function sending(work: () => Promise<unknown>): Promise<void> {
		if (isSending.value) return
		problem.value = ''
		isSending.value = true
		try {
			await work()
		} catch (error) {
			if (!(error instanceof Problem)) throw error
			problem.value = error.message
		} finally {
			isSending.value = false
		}
	}
	return { problem, isSending, sending }
}
