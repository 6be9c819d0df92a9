// Words and colours of the states of staff at the front.
// Rule: a word of its own wherever the common one is about doors or sessions.
import { says, t, word } from '../../shared/i18n'

type Colour = 'green' | 'amber' | 'red' | 'blue' | 'grey'
type Words = Record<string, { label: string; colour: Colour }>

const WORDS: Record<string, Words> = {
	batch: {
		uploaded: { label: says('waits for approval'), colour: 'amber' },
		partly: { label: says('partly decided'), colour: 'blue' },
		approved: { label: says('approved'), colour: 'green' },
		rejected: { label: says('not approved'), colour: 'grey' },
		void: { label: says('taken off the list'), colour: 'grey' },
	},
	pool: {
		free: { label: says('free'), colour: 'green' },
		deployed: { label: says('called up'), colour: 'blue' },
		on_leave: { label: says('on leave'), colour: 'grey' },
	},
	clearance: {
		asked: { label: says('waits for headquarters'), colour: 'amber' },
		cleared: { label: says('approved'), colour: 'green' },
		refused: { label: says('not approved'), colour: 'grey' },
	},
	ask: {
		open: { label: says('people wanted'), colour: 'amber' },
		filled: { label: says('enough called up'), colour: 'green' },
		over: { label: says('finished'), colour: 'grey' },
	},
	deployment: {
		open: { label: says('at the front'), colour: 'green' },
		waiting: { label: says('begins later'), colour: 'blue' },
		on_leave: { label: says('on leave'), colour: 'amber' },
		returned: { label: says('back at the own unit'), colour: 'grey' },
		over: { label: says('finished'), colour: 'grey' },
	},
	leave: {
		asked: { label: says('waits for the own unit'), colour: 'amber' },
		pending: { label: says('waits for the organisation department'), colour: 'amber' },
		granted: { label: says('granted'), colour: 'green' },
		refused: { label: says('not granted'), colour: 'grey' },
	},
}

/** The word for a state of a batch, an ask, a deployment or a leave. */
export function stateWord(of: string, state: string): string {
	const found = WORDS[of]?.[state]
	return found ? t(found.label) : word(state)
}
export function stateColour(of: string, state: string): Colour {
	return WORDS[of]?.[state]?.colour ?? 'grey'
}

const FAULTS: Record<string, string> = {
	too_few: says('too few people: a checkpoint group has five or more, a squad eight'),
	no_leader: says('no leader'),
	leader_rank: says('the leader is below deputy rank'),
	composition: says('unit, branch, owners and property are not all there'),
	parts: says('guard, screening and supplies are not all there'),
}
/** What a team lacks, in words. */
export function faultWord(fault: string): string {
	return FAULTS[fault] ? t(FAULTS[fault]!) : word(fault)
}

/** A flag of the server, however it comes. */
export function isSet(flag: unknown): boolean {
	return flag === 1 || flag === true
}
