// Addresses of the console; folders mirror them.
import { createRouter, createWebHistory } from 'vue-router'
import { failed } from './parts/notice'
import { useSession } from './session'
import { t } from '../shared/i18n'

declare module 'vue-router' {
	interface RouteMeta {
		/** English title, the key of its translation. */
		title?: string
		/** Command one must be allowed to use for the page to make sense. */
		needs?: string
		isOpen?: boolean
	}
}

export const router = createRouter({
	history: createWebHistory(),
	scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
	routes: [
		{ path: '/sign-in', name: 'sign-in', component: () => import('./sign-in/SignIn.vue'), meta: { title: 'Sign in', isOpen: true } },
		{ path: '/link/:token', name: 'link', component: () => import('./sign-in/LinkPage.vue'), meta: { title: 'Set a password', isOpen: true } },
		{ path: '/board/:region?', name: 'board', component: () => import('./board/BoardPage.vue'), meta: { title: 'Big screen', needs: 'sweep.board' } },
		{
			path: '/',
			component: () => import('./layout/ConsoleLayout.vue'),
			children: [
				{ path: '', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: 'Today' } },
				{ path: 'territory/:region?', name: 'territory', component: () => import('./territory/TerritoryPage.vue'), meta: { title: 'Territory', needs: 'region.list' } },
				{ path: 'map/:region?', name: 'map', component: () => import('./map/MapPage.vue'), meta: { title: 'Map', needs: 'boundary.list' } },
				{ path: 'map/:region/draw', name: 'draw', component: () => import('./map/DrawPage.vue'), meta: { title: 'Draw the boundary', needs: 'boundary.set' } },
				{ path: 'sweeps', name: 'sweeps', component: () => import('./sweeps/SweepList.vue'), meta: { title: 'Sweeps', needs: 'sweep.list' } },
				{ path: 'sweeps/new', name: 'new-sweep', component: () => import('./sweeps/DesignerPage.vue'), meta: { title: 'Start a sweep', needs: 'sweep.start' } },
				{ path: 'sweeps/:sweep', name: 'sweep', component: () => import('./sweeps/SweepPage.vue'), meta: { title: 'Sweep', needs: 'sweep.board' } },
				{ path: 'households', name: 'households', component: () => import('./households/HouseholdList.vue'), meta: { title: 'Households', needs: 'household.list' } },
				{ path: 'households/:household', name: 'household', component: () => import('./households/HouseholdFile.vue'), meta: { title: 'Household file', needs: 'household.get' } },
				{ path: 'import/:run?', name: 'import', component: () => import('./import/ImportPage.vue'), meta: { title: 'Import' } },
				{ path: 'accounts', name: 'accounts', component: () => import('./accounts/AccountList.vue'), meta: { title: 'Accounts', needs: 'account.list' } },
				{ path: 'postings', name: 'postings', component: () => import('./postings/PostingList.vue'), meta: { title: 'Postings', needs: 'posting.list' } },
				{ path: 'holes', name: 'holes', component: () => import('./postings/HoleList.vue'), meta: { title: 'Nobody answers', needs: 'posting.holes' } },
				{ path: 'journal', name: 'journal', component: () => import('./journal/JournalPage.vue'), meta: { title: 'Journal', needs: 'journal.list' } },
				{ path: 'paper', name: 'paper', component: () => import('./paper/PaperPage.vue'), meta: { title: 'Paper', needs: 'sweep.doors' } },
				{ path: 'paper/sheet', name: 'paper-sheet', component: () => import('./paper/SheetPage.vue'), meta: { title: 'Sweep sheet', needs: 'sweep.doors' } },
				{ path: 'paper/type', name: 'paper-type', component: () => import('./paper/TypePage.vue'), meta: { title: 'Type in a sheet', needs: 'visit.record' } },
				{ path: 'paper/cards', name: 'paper-cards', component: () => import('./paper/CardsPage.vue'), meta: { title: 'Household cards', needs: 'binding.card' } },
				{ path: 'paper/notice', name: 'paper-notice', component: () => import('./paper/NoticePage.vue'), meta: { title: 'Notice for the lift', needs: 'group.link' } },
				{ path: 'paper/keeper', name: 'paper-keeper', component: () => import('./paper/KeeperPage.vue'), meta: { title: 'At the gate', needs: 'gate.list' } },
				{ path: 'paper/book/:household', name: 'paper-book', component: () => import('./paper/BookPage.vue'), meta: { title: 'Page of the household book', needs: 'household.get' } },
				{ path: 'settings', name: 'settings', component: () => import('./settings/SettingsPage.vue'), meta: { title: 'Settings', needs: 'setting.set' } },
				{ path: 'burden', name: 'burden', component: () => import('./burden/BurdenPage.vue'), meta: { title: 'Burden', needs: 'burden.workers' } },
				{ path: 'devices', name: 'devices', component: () => import('./devices/DevicesPage.vue'), meta: { title: 'Work phones', needs: 'device.list' } },
				{ path: 'complaints', name: 'complaints', component: () => import('./complaints/ComplaintsPage.vue'), meta: { title: 'Complaints', needs: 'complaint.file' } },
				{ path: 'staffing/teams', name: 'teams', component: () => import('./staffing/teams/TeamsPage.vue'), meta: { title: 'Teams', needs: 'team.list' } },
				{ path: 'staffing/pool', name: 'pool', component: () => import('./staffing/pool/PoolPage.vue'), meta: { title: 'Deployment pool', needs: 'cadre.batches' } },
				{ path: 'staffing/deployments', name: 'deployments', component: () => import('./staffing/deployments/DeploymentsPage.vue'), meta: { title: 'Deployments', needs: 'deployment.list' } },
				{ path: 'staffing/leaves', name: 'leaves', component: () => import('./staffing/leaves/LeavesPage.vue'), meta: { title: 'Leave of absence', needs: 'deployment.leaves' } },
				{ path: 'staffing/statistics', name: 'deployment-figures', component: () => import('./staffing/statistics/StatisticsPage.vue'), meta: { title: 'Deployment figures', needs: 'deployment.statistics' } },
				{ path: 'staffing/liaison', name: 'liaison', component: () => import('./staffing/liaison/LiaisonPage.vue'), meta: { title: 'Liaison', needs: 'liaison.list' } },
				{ path: 'orders', name: 'orders', component: () => import('./orders/OrdersPage.vue'), meta: { title: 'Orders and muster', needs: 'order.list' } },
				{ path: 'orders/new', name: 'order-new', component: () => import('./orders/IssuePage.vue'), meta: { title: 'Give an order', needs: 'order.issue' } },
				{ path: 'orders/channels', name: 'channels', component: () => import('./orders/ChannelsPage.vue'), meta: { title: 'Channels', needs: 'channel.list' } },
				{ path: 'orders/:order', name: 'order', component: () => import('./orders/OrderPage.vue'), meta: { title: 'Order', needs: 'order.get' } },
				{ path: 'orders/:order/calls', name: 'order-calls', component: () => import('./orders/CallsPage.vue'), meta: { title: 'Call list', needs: 'order.calls' } },
				{ path: 'duty', redirect: '/duty/checkpoints' },
				{ path: 'duty/checkpoints', name: 'checkpoints', component: () => import('./duty/checkpoints/CheckpointsPage.vue'), meta: { title: 'Checkpoints', needs: 'checkpoint.list' } },
				{ path: 'duty/exits', name: 'exits', component: () => import('./duty/exits/ExitsPage.vue'), meta: { title: 'Exits', needs: 'exit.list' } },
				{ path: 'duty/rosters', name: 'rosters', component: () => import('./duty/roster/RosterList.vue'), meta: { title: 'Rosters', needs: 'roster.list' } },
				{ path: 'duty/rosters/:roster', name: 'roster', component: () => import('./duty/roster/RosterPage.vue'), meta: { title: 'Roster', needs: 'roster.get' } },
				{ path: 'duty/shifts', name: 'shifts', component: () => import('./duty/shifts/ShiftsPage.vue'), meta: { title: 'Shifts', needs: 'shift.list' } },
				{ path: 'duty/print', name: 'duty-print', component: () => import('./duty/print/RosterPrint.vue'), meta: { title: 'Print the rosters', needs: 'roster.get' } },
				{ path: 'volunteers', name: 'volunteers', component: () => import('./volunteers/SlotsPage.vue'), meta: { title: 'Volunteers', needs: 'volunteer.people' } },
				{ path: 'volunteers/decisions', name: 'volunteer-decisions', component: () => import('./volunteers/DecisionsPage.vue'), meta: { title: 'To be decided', needs: 'volunteer.list' } },
				{ path: 'volunteers/people', name: 'volunteer-people', component: () => import('./volunteers/PeoplePage.vue'), meta: { title: 'Volunteers', needs: 'volunteer.people' } },
				{ path: 'volunteers/people/slip', name: 'volunteer-slip', component: () => import('./volunteers/SlipPage.vue'), meta: { title: 'Slip to take along', needs: 'volunteer.list' } },
				{ path: 'volunteers/menu', name: 'volunteer-menu', component: () => import('./volunteers/MenuPage.vue'), meta: { title: 'Service menu', needs: 'volunteer.menu' } },
				{ path: 'volunteers/hours', name: 'volunteer-hours', component: () => import('./volunteers/HoursPage.vue'), meta: { title: 'Statement of hours', needs: 'volunteer.hours' } },
				{ path: 'gates', name: 'gates', component: () => import('./gates/GatesPage.vue'), meta: { title: 'Gates', needs: 'gate.list' } },
				{ path: 'gates/sign', name: 'gate-sign', component: () => import('./gates/SignPage.vue'), meta: { title: 'Square for visitors', needs: 'gate.list' } },
				{ path: 'gates/passes', name: 'passes', component: () => import('./gates/PassesPage.vue'), meta: { title: 'Passes', needs: 'pass.list' } },
				{ path: 'gates/cards', name: 'pass-cards', component: () => import('./gates/CardsPage.vue'), meta: { title: 'Cards of passes', needs: 'pass.code' } },
				{ path: 'gates/visitors', name: 'visitors', component: () => import('./gates/VisitorsPage.vue'), meta: { title: 'Visitors', needs: 'visitor.list' } },
				{ path: 'gates/conflicts', name: 'gate-conflicts', component: () => import('./gates/ConflictsPage.vue'), meta: { title: 'What did not fit', needs: 'gate.conflicts' } },
				{ path: 'gates/companions', name: 'companions', component: () => import('./gates/CompanionsPage.vue'), meta: { title: 'Who was there at the same time', needs: 'gate.companions' } },
				{ path: 'gates/signers', name: 'signers', component: () => import('./gates/SignersPage.vue'), meta: { title: 'Signers and keys', needs: 'signer.list' } },
				{ path: 'me', name: 'me', component: () => import('./me/MePage.vue'), meta: { title: 'My account' } },
				{ path: 'ledger/:room', name: 'ledger', component: () => import('./room/RoomPage.vue'), meta: { title: 'Ledger' } },
				{ path: ':rest(.*)*', name: 'lost', component: () => import('./home/LostPage.vue'), meta: { title: 'No such page' } },
			],
		},
	],
})

router.beforeEach(async (to) => {
	const session = useSession()
	if (to.meta.isOpen) return true
	if (!session.isKnown) await session.load()
	if (!session.me) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
	return true
})
/** A page's script does not come: with a server of a newer version the address is opened anew, without one that is said. */
router.onError(async (error, to) => {
	console.error(error)
	const isThere = await fetch('/', { method: 'HEAD', cache: 'no-store' }).then((one) => one.ok, () => false)
	if (isThere && sessionStorage.getItem('lf-reopened') !== to.fullPath) {
		sessionStorage.setItem('lf-reopened', to.fullPath)
		location.assign(to.fullPath)
		return
	}
	failed(t('The server cannot be reached. Check the network and try again.'))
})
router.afterEach((to) => {
	sessionStorage.removeItem('lf-reopened')
	document.title = `${to.meta.title ? `${t(to.meta.title)} · ` : ''}${t('lianfang')}`
})
