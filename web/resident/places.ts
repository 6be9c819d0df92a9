// Which view is shown, and how the phone's back key finds its way.
// Rule: the key of a card leaves the address at once; an address is copied and shared.
import { ref } from 'vue'
import { group, type Home } from './kept'
import type { Group } from './types'

export type View = 'start' | 'building' | 'home' | 'code' | 'card' | 'kept' | 'helpers' | 'complaint' | 'help' | 'order' | 'visitor' | 'volunteer' | 'pass'
export const view = ref<View>('start')
/** The door tapped in the building. */
export const door = ref('')
/** A card that was scanned and not yet used. */
export const card = ref('')
/** An order's link that was opened. */
export const orderToken = ref('')
/** The code of a gate that was scanned. */
export const gateToken = ref('')
/** Whether the page was opened by the building's link: such reports come by the group. */
export const byGroup = ref(false)

export function go(to: View): void {
	if (to === view.value) return
	view.value = to
	history.pushState({ view: to, door: door.value }, '')
	scrollTo(0, 0)
}

/** Read the address: #g=TOKEN&d=DOOR, #c=TOKEN, #o=TOKEN, #v=TOKEN or #complaint. */
export function readAddress(hasHome: boolean): void {
	const hash = new URLSearchParams(location.hash.slice(1))
	card.value = hash.get('c') ?? ''
	door.value = hash.get('d') ?? ''
	const token = hash.get('g')
	if (token) {
		group.value = token
		byGroup.value = true
	}
	// Kept with the page's own history, so that a reload finds it.
	orderToken.value = hash.get('o') ?? (history.state as { order?: string } | null)?.order ?? ''
	if (orderToken.value) {
		view.value = 'order'
		history.replaceState({ view: 'order', order: orderToken.value }, '', location.pathname)
		return
	}
	gateToken.value = hash.get('v') ?? (history.state as { gate?: string } | null)?.gate ?? ''
	if (gateToken.value) {
		view.value = 'visitor'
		history.replaceState({ view: 'visitor', gate: gateToken.value }, '', location.pathname)
		return
	}
	if (card.value) {
		view.value = 'card'
		history.replaceState({ view: 'card' }, '', location.pathname)
		return
	}
	view.value = hash.has('complaint') ? 'complaint' : token ? 'building' : hasHome ? 'home' : group.value ? 'building' : 'start'
	history.replaceState({ view: view.value, door: door.value }, '')
}
export function watchBack(reopened: () => void): void {
	addEventListener('popstate', (event) => {
		const state = event.state as { view?: View; door?: string } | null
		if (!state?.view) return
		view.value = state.view
		door.value = state.door ?? ''
	})
	addEventListener('hashchange', reopened)
}

/** Whether this door of the group is that of the household: "101", or "12号楼 101" in a larger group. */
export function isDoorOf(one: Home, at: Group, label: string): boolean {
	const building = one.building
	if (!building) return label === one.door
	// Whole names only: 12号楼 ends like 2号楼.
	const isPlace = (name: string) => name === building || building.endsWith(` ${name}`) || name.endsWith(` ${building}`)
	if (label === one.door) return [at.region, ...(at.path ?? [])].some(isPlace)
	return label.endsWith(` ${one.door}`) && isPlace(label.slice(0, -one.door.length - 1))
}
