// Size of letters: small, middle, large (小 中 大), kept in the browser.
import { ref } from 'vue'

export const sizes = ['small', 'middle', 'large'] as const
export type Size = (typeof sizes)[number]
const KEPT_AS = 'lianfang.size'

function kept(): Size {
	const size = localStorage.getItem(KEPT_AS)
	return sizes.find((one) => one === size) ?? 'small'
}

export const size = ref<Size>(kept())

/** Columns grow with their letters. */
export const stretch = { small: 1, middle: 1.12, large: 1.28 }

export function applySize(next: Size = size.value): void {
	size.value = next
	localStorage.setItem(KEPT_AS, next)
	document.documentElement.dataset.size = next
}
