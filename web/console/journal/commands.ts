// A command of the journal in words: "走访登记 · 登记 (visit.record)".
// Rule: every command that is journaled has words here; the test goes through the schema.
import { rooms } from '../../shared/schema'
import { says, t } from '../../shared/i18n'

/** What is done, by the verb; by the whole name where one verb means two things. */
const VERBS: Record<string, string> = {
	add: says('add'), edit: says('change'), move: says('move'), void: says('declare void'), end: says('end'), set: says('set'), drop: says('remove'),
	rename: says('rename'), recode: says('new code'), merge: says('merge'), split: says('split'), stage: says('lay out for review'), unstage: says('put review aside'),
	edition: says('new edition'), grids: says('cut grids'), member: says('members'), postpone: says('postpone'), keep: says('keep'), carry: says('carry over'),
	enable: says('enable'), disable: says('disable'), invite: says('invite'), enrolled: says('phone set up'), view: says('begin to look'), view_end: says('stop looking'),
	failed: says('sign-in failed'), link_used: says('link used'), password_set: says('password set'), token: says('give a token'), link: says('give a link'),
	code: says('give a code'), card: says('give cards'), try: says('enter a code'), expire: says('expire'), expired: says('has expired'),
	climb: says('pass to the level above'), forget: says('erase at the end of its time'), answer: says('answer'), start: says('start'), close: says('close'), freeze: says('fix the list'), adjust: says('adjust the list'),
	record: says('record'), settle: says('settle a conflict'), transcribe: says('copy from paper'), numbers: says('take telephone numbers along'), check: says('check'),
	write: says('write down'), purge: says('erase at the end of its time'), purged: says('was erased'), companions: says('look up companions'), scan: says('scan'),
	issue: says('issue'), rotate: says('change the key'), leave: says('moved out or deceased'), open: says('open a file'), file: says('hand in'),
	'session.open': says('sign in'), 'gate.open': says('open the gate'), 'visitor.file': says('register'), 'group.end': says('close the link'), 'pass.code': says('make the code'), 'complaint.open': says('read in full'),
}

/** "Visits · record"; empty when no words are known. */
export function commandWords(name: string): string {
	const [first = '', verb = ''] = name.split('.')
	const room = rooms[first] ?? Object.values(rooms).find((one) => name in one.commands)
	const does = VERBS[name] ?? VERBS[verb]
	return room && does ? `${t(room.label)} · ${t(does)}` : ''
}

/** The words with the name behind, for those who know it from the interface. */
export function commandLabel(name: string): string {
	const words = commandWords(name)
	return words ? `${words} (${name})` : name
}

/** Commands that leave a row. */
export const journaled: string[] = Object.values(rooms)
	.flatMap((room) => Object.entries(room.commands))
	.filter(([, one]) => one.does !== 'read' && one.does !== 'list')
	.map(([name]) => name)
	.sort()
