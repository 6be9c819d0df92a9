// What the field app writes, as lines of a form: used by its pages and by the
// inbox, where a refused one is changed and sent again.
// Rule: only what a worker at the door knows and the office needs (R3).
import type { Args, Refusal } from '../core/field'

export interface FormLine {
	name: string
	label: string
	kind: 'text' | 'long' | 'choice' | 'int' | 'day' | 'phone' | 'fixed'
	choices?: readonly string[]
	need?: boolean
	max?: number
	note?: string
}

export const HOUSEHOLD_KINDS = ['home', 'collective', 'shop', 'other'] as const
export const HOUSEHOLD_STATES = ['occupied', 'vacant', 'demolished'] as const
const PERSON: FormLine[] = [
	{ name: 'phone', label: 'Telephone', kind: 'phone', max: 24 },
	{ name: 'relation', label: 'Relation to the head', kind: 'choice', choices: ['head', 'spouse', 'child', 'parent', 'other'] },
	{ name: 'sex', label: 'Sex', kind: 'choice', choices: ['male', 'female'] },
	{ name: 'birth_year', label: 'Year of birth', kind: 'int', max: 4 },
	{ name: 'residence', label: 'Residence', kind: 'choice', choices: ['permanent', 'floating'] },
	{ name: 'hukou', label: 'Registered', kind: 'choice', choices: ['here', 'elsewhere'] },
	{ name: 'id_number', label: 'ID number', kind: 'text', max: 20, note: 'Leave it empty unless the office asked for it.' },
]
const DOOR: FormLine[] = [
	{ name: 'door', label: 'Door', kind: 'text', need: true, max: 60 },
	{ name: 'floor', label: 'Floor', kind: 'int', max: 3 },
	{ name: 'kind', label: 'Kind', kind: 'choice', choices: HOUSEHOLD_KINDS },
	{ name: 'state', label: 'State', kind: 'choice', choices: HOUSEHOLD_STATES },
]

export const FORMS: Record<string, { title: string; lines: FormLine[] }> = {
	'household.add': { title: 'Add a household', lines: [{ name: 'region', label: 'Building', kind: 'fixed' }, ...DOOR] },
	'household.edit': { title: 'Change of a household', lines: DOOR },
	'resident.add': { title: 'Add a resident', lines: [{ name: 'name', label: 'Full name', kind: 'text', need: true, max: 60 }, ...PERSON] },
	'resident.edit': { title: 'Change of a resident', lines: [{ name: 'name', label: 'Full name', kind: 'text', max: 60 }, ...PERSON] },
	'resident.leave': {
		title: 'Moved out',
		lines: [
			{ name: 'state', label: 'State', kind: 'choice', choices: ['moved_out', 'deceased'], need: true },
			{ name: 'day', label: 'Day', kind: 'day' },
		],
	},
	'visit.record': {
		title: 'Record at a door',
		lines: [
			{ name: 'state', label: 'State', kind: 'choice', choices: ['done', 'absent', 'refused', 'vacant', 'moved', 'demolished'], need: true },
			{ name: 'channel', label: 'Channel', kind: 'choice', choices: ['door', 'phone'] },
			{ name: 'reason', label: 'Reason', kind: 'text', max: 200 },
			{ name: 'next_visit', label: 'Next visit', kind: 'day' },
			{ name: 'note', label: 'Note', kind: 'text', max: 500 },
		],
	},
	'gate.scan': {
		title: 'Record at a gate',
		lines: [
			{ name: 'decision', label: 'What was done', kind: 'choice', choices: ['pass', 'visitor', 'turn_back', 'emergency'], need: true },
			{ name: 'reason', label: 'Reason', kind: 'text', max: 200 },
		],
	},
	'visitor.write': {
		title: 'Visitor or delivery',
		lines: [
			{ name: 'name', label: 'Full name', kind: 'text', need: true, max: 60 },
			{ name: 'phone', label: 'Telephone', kind: 'phone', need: true, max: 24 },
			{ name: 'destination', label: 'To which door', kind: 'text', need: true, max: 60 },
		],
	},
	'visit.settle': { title: 'A settled conflict', lines: [{ name: 'reason', label: 'Reason', kind: 'long', need: true, max: 200 }] },
	'deployment.leave': {
		title: 'Ask for leave',
		lines: [
			{ name: 'from_day', label: 'First day', kind: 'day', need: true },
			{ name: 'until_day', label: 'Last day', kind: 'day', need: true },
			{ name: 'reason', label: 'Reason', kind: 'long', need: true, max: 200 },
		],
	},
	'shift.begin': { title: 'Beginning of a shift', lines: [] },
	'shift.hand_over': { title: 'Hand-over of a shift', lines: [{ name: 'note', label: 'What is open', kind: 'long', need: true, max: 500 }] },
	'shift.swap': { title: 'Asking to change shifts', lines: [] },
	'shift.swap_answer': { title: 'Answer to a change of shifts', lines: [] },
	'complaint.file': { title: 'Report', lines: [{ name: 'text', label: 'What is the matter?', kind: 'long', need: true, max: 1000 }] },
}

/** The server could not read a value: of another kind, out of its range, no instant, too long. */
const MALFORMED = [4004, 4005, 4007, 4009]
/** What a record says just as well without. */
const LEFT_OUT = ['temperature', 'visitor', 'visitor_id', 'direction', 'is_certificate_good']
/** The same record with a value put right that nobody typed: a time with fractions, a number out
    of its range. Null when a person has to look. */
export function mended({ command, args, at, number, field }: Pick<Refusal, 'command' | 'args' | 'at' | 'number' | 'field'>): Args | null {
	if (field === null || !MALFORMED.includes(number) || FORMS[command]?.lines.some((line) => line.name === field)) return null
	if (field === 'device_at') return { ...args, device_at: Math.round(Number.isFinite(args.device_at) ? Number(args.device_at) : at) }
	const { [field]: _, ...rest } = args
	return LEFT_OUT.includes(field) ? rest : null
}

/** Only what a form says; empty is left out. */
export function filled(draft: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== '' && value !== undefined && value !== null))
}

/** Only what differs from what stood before. */
export function changed(draft: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(filled(draft)).filter(([name, value]) => value !== (before[name] ?? undefined)))
}
