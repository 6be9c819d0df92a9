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
	approve: says('approve'), refuse: says('decline'), claim: says('take up for sending'), note: says('note the result'), look: says('check the state'), ask: says('ask for people'),
	assign: says('give a post'), call_up: says('call up'), clear: says('headquarters approves'), leave_grant: says('grant leave'), leave_look: says('leave begins or ends'), leave_refuse: says('decline leave'),
	leave_unit: says('the unit signs a leave'), over: says('came to its end'), return: says('send back to the unit'), redden: says('show in red'), test: says('test the way'), acknowledge: says('acknowledge'),
	arrive: says('arrive at the post'), calls: says('take the call list'), escalate: says('pass the silent ones up'), links: says('take the links'), received: says('reached the person'), report: says('write the list of the missing'),
	report_for: says('report for somebody'), send: says('send out'), take_back: says('take back what was reported'), place: says('put at a post'), release: says('release from a post'), begin: says('begin'),
	make: says('make'), make_all: says('make for all'), next: says('make the next one'), publish: says('publish'), publish_all: says('publish all'), publish_next: says('publish the next one'),
	withdraw: says('withdraw'), fill: says('fill a place'), hand_over: says('hand over'), late: says('nobody began'), stand_by: says('put on stand-by'), stand_by_end: says('end stand-by'),
	swap: says('ask to swap'), swap_answer: says('answer a swap'), join: says('join'), part: says('take out of the team'), decide: says('decide'), done: says('mark as done'),
	give_back: says('give a place back'), item_add: says('add to the menu'), item_void: says('take off the menu'), offer: says('offer help'), slot_add: says('add a place to help'), slot_void: says('remove a place to help'),
	clear_ask: says('ask headquarters'), clear_refuse: says('do not approve'), take: says('take a place'), 'deployment.leave': says('ask for leave'), 'order.answer': says('answer by the link'),
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
