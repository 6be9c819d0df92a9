// A draft that is saved as it is changed, and what the server says about it.
// Rule: one saving at a time; what changed meanwhile is saved once more afterwards, so
// the last that stands on the screen is the last that stands at the server.
import { computed, ref, shallowRef } from 'vue'
import { call, Problem } from '../../../shared/api'
import type { Finding, Roster, RosterShift } from '../types'
import { asShifts } from './grid'

/** So long after the last change it is saved. */
const REST_MS = 500
const MOST_UNDO = 100

export function useDraft(roster: () => Roster | null) {
	const shifts = shallowRef<RosterShift[]>([])
	const findings = shallowRef<Finding[]>([])
	const state = ref<'saved' | 'changed' | 'saving' | 'refused'>('saved')
	const problem = ref('')
	const past = shallowRef<RosterShift[][]>([])
	const coming = shallowRef<RosterShift[][]>([])
	let timer: ReturnType<typeof setTimeout> | undefined
	let running: Promise<void> | null = null

	function begin(from: Roster): void {
		clearTimeout(timer)
		shifts.value = from.shifts
		findings.value = from.findings ?? []
		past.value = []
		coming.value = []
		state.value = 'saved'
		problem.value = ''
	}
	function later(): void {
		state.value = 'changed'
		clearTimeout(timer)
		timer = setTimeout(() => void save(), REST_MS)
	}
	function change(to: RosterShift[]): void {
		past.value = [...past.value.slice(1 - MOST_UNDO), shifts.value]
		coming.value = []
		shifts.value = to
		later()
	}
	function undo(): void {
		const before = past.value.at(-1)
		if (!before) return
		past.value = past.value.slice(0, -1)
		coming.value = [...coming.value, shifts.value]
		shifts.value = before
		later()
	}
	function redo(): void {
		const next = coming.value.at(-1)
		if (!next) return
		coming.value = coming.value.slice(0, -1)
		past.value = [...past.value, shifts.value]
		shifts.value = next
		later()
	}
	async function saveOnce(): Promise<void> {
		const one = roster()
		if (!one) return
		const sent = shifts.value
		state.value = 'saving'
		try {
			await call('roster.edit', { roster: one.roster, region: one.region, shifts: asShifts(sent) })
			const now = await call<Roster>('roster.get', { roster: one.roster, region: one.region })
			if (sent !== shifts.value) return
			findings.value = now.findings ?? []
			state.value = 'saved'
			problem.value = ''
		} catch (error) {
			if (!(error instanceof Problem)) throw error
			if (sent !== shifts.value) return
			problem.value = error.message
			state.value = 'refused'
		}
	}
	/** Resolves when what stands on the screen was saved or refused. */
	async function save(): Promise<void> {
		clearTimeout(timer)
		if (running) await running
		if (state.value === 'saved') return
		running = saveOnce().finally(() => (running = null))
		await running
		if (state.value === 'saving') await save()
	}
	return { shifts, findings, state, problem, begin, change, undo, redo, save, mayUndo: computed(() => past.value.length > 0), mayRedo: computed(() => coming.value.length > 0) }
}
