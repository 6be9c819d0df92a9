// How the page looks to whoever reads it: contrast and the guide line, kept in the browser.
// Rule: a choice here changes colours only; nothing is hidden and nothing moves.
import { ref, watch } from 'vue'

export const contrasts = ['normal', 'dark', 'yellow'] as const
export type Contrast = (typeof contrasts)[number]
const KEPT_AS = 'lianfang.look'

interface Look {
	contrast: Contrast
	isGuided: boolean
	isBarOpen: boolean
	hasKeys: boolean
}
function kept(): Look {
	const plain: Look = { contrast: 'normal', isGuided: false, isBarOpen: false, hasKeys: true }
	try {
		const look = JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}') as Partial<Look>
		return { ...plain, ...look, contrast: contrasts.find((one) => one === look.contrast) ?? 'normal' }
	} catch {
		return plain
	}
}

const start = kept()
export const contrast = ref<Contrast>(start.contrast)
export const isGuided = ref(start.isGuided)
/** Whether the accessibility bar is shown. */
export const isBarOpen = ref(start.isBarOpen)
/** Whether single keys are shortcuts; who types by voice switches them off. */
export const hasKeys = ref(start.hasKeys)

export function applyLook(): void {
	document.documentElement.dataset.contrast = contrast.value
}
watch([contrast, isGuided, isBarOpen, hasKeys], () => {
	localStorage.setItem(
		KEPT_AS,
		JSON.stringify({ contrast: contrast.value, isGuided: isGuided.value, isBarOpen: isBarOpen.value, hasKeys: hasKeys.value } satisfies Look),
	)
	applyLook()
})
export function plainLook(): void {
	contrast.value = 'normal'
	isGuided.value = false
}
