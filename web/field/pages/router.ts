// Pages of the field app. One document, addresses behind '#', so that the service
// worker keeps one file and a link of the office opens the same page.
// Rule: the first page and its doors come at once, everything else when asked for.
import { createRouter, createWebHashHistory } from 'vue-router'
import { field } from '../core'
import Building from './Building.vue'
import Today from './Today.vue'
import { enrolToken } from './token'

/** A token is read once and leaves the address: it must not stand in the history. */
function take(text: string): boolean {
	const token = field.tokenIn(text)
	if (!token) return false
	enrolToken.value = token
	return true
}
if (take(location.href)) history.replaceState(null, '', `${location.pathname}${location.search}#/`)

export const router = createRouter({
	history: createWebHashHistory(),
	scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
	routes: [
		{ path: '/', component: Today, meta: { tab: 'today' } },
		{ path: '/building/:sweep/:region', component: Building, meta: { tab: 'today' } },
		{ path: '/households/:region?', component: () => import('./Households.vue'), meta: { tab: 'households' } },
		{ path: '/household/:id', component: () => import('./HouseholdFile.vue'), meta: { tab: 'households' } },
		{ path: '/household/:id/edit', component: () => import('./HouseholdEdit.vue'), meta: { tab: 'households' } },
		{ path: '/household/:id/resident/:resident?', component: () => import('./ResidentEdit.vue'), meta: { tab: 'households' } },
		{ path: '/new-household', component: () => import('./HouseholdEdit.vue'), meta: { tab: 'households' } },
		{ path: '/calls', component: () => import('./Calls.vue'), meta: { tab: 'calls' } },
		{ path: '/gate', component: () => import('../gate/GatePage.vue'), meta: { tab: 'more', isBare: true } },
		{ path: '/more', component: () => import('./More.vue'), meta: { tab: 'more' } },
		{ path: '/report', component: () => import('./Report.vue'), meta: { tab: 'more' } },
		{ path: '/postings', component: () => import('./Postings.vue'), meta: { tab: 'more' } },
		{ path: '/duty', component: () => import('./Duty.vue'), meta: { tab: 'more' } },
		{ path: '/volunteer', component: () => import('../volunteer/VolunteerPage.vue'), meta: { tab: 'more' } },
		{ path: '/deployment', component: () => import('./Deployment.vue'), meta: { tab: 'more' } },
		{ path: '/orders', component: () => import('../orders/OrdersPage.vue'), meta: { tab: 'more' } },
		{ path: '/conflicts', component: () => import('./Conflicts.vue'), meta: { tab: 'more' } },
		{ path: '/inbox', component: () => import('./Inbox.vue'), meta: { tab: 'more' } },
		{ path: '/share/:sweep/:region', component: () => import('./Share.vue'), meta: { tab: 'today' } },
		{ path: '/status', component: () => import('./StatusPage.vue'), meta: { tab: 'more' } },
		{ path: '/settings', component: () => import('./Settings.vue'), meta: { tab: 'more' } },
		{ path: '/help', component: () => import('./Help.vue'), meta: { tab: 'more' } },
		{
			path: '/:rest(.*)*',
			component: Today,
			beforeEnter: (to) => {
				take(`${location.origin}${location.pathname}#${to.fullPath.slice(1)}`)
				return { path: '/', replace: true }
			},
		},
	],
})

export default router
