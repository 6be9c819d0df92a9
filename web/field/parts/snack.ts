// The bar above the tabs: what was just done, and ten seconds to take it back.
// Rule: a press is never final while the finger may have slipped.
import { shallowRef } from 'vue'

export interface Snack {
	text: string
	/** Absent when it cannot be taken back. */
	undo?: () => Promise<void>
}

export const UNDO_MS = 10_000
const TOLD_MS = 5_000

export const snack = shallowRef<Snack | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function tell(text: string, undo?: () => Promise<void>): void {
	clearTimeout(timer)
	snack.value = undo ? { text, undo } : { text }
	timer = setTimeout(() => (snack.value = null), undo ? UNDO_MS : TOLD_MS)
}

export function hush(): void {
	clearTimeout(timer)
	snack.value = null
}
