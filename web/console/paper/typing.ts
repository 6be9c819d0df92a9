// Typing a sheet back in: what each key does.
// Rule: one key a door; a door without a key is left as it was, so an empty line
// on paper never becomes a record.
import { MOST_BY_STAFF, readNumber } from '../../shared/number'
import type { DoorRow, Question } from '../sweeps/types'

/** Keys as printed on the sheet's head. */
export const KEYS: Record<string, string> = { 1: 'done', 2: 'absent', 3: 'refused', 4: 'vacant', 5: 'moved', 6: 'demolished' }

export interface Mark {
	state: string
	/** Letters of the questions ticked "yes": a is the first yes-or-no question. */
	yes: string[]
	note: string
	/** What stands in the blank fields beside the boxes, by key of the question. */
	given?: Record<string, unknown>
}

export interface Typing {
	/** Door the next key is for; the number of doors when the end is reached. */
	at: number
	marks: (Mark | null)[]
	/** Letters typed before the state of the door. */
	letters: string[]
}

export function begin(n: number): Typing {
	return { at: 0, marks: Array.from({ length: n }, () => null), letters: [] }
}

/** The questions a sheet asks with a box to tick. */
export function boxes(questions: Question[] | null | undefined): Question[] {
	return (questions ?? []).filter((one) => one.kind === 'flag').slice(0, 4)
}

/** Millimetres of a blank field; what a page of A4 has beside the door and a short note. */
const WIDTH: Partial<Record<Question['kind'], number>> = { flag: 9, text: 26 }
const FIELD_MM = 14
const ROOM_MM = 56
export const widthOf = (one: Question): number => WIDTH[one.kind] ?? FIELD_MM

/** The questions a sheet asks with a blank to write into: as many as the page has room for. */
export function blanks(questions: Question[] | null | undefined): Question[] {
	let room = ROOM_MM - boxes(questions).length * WIDTH.flag!
	return (questions ?? []).filter((one) => one.kind !== 'flag' && (room -= widthOf(one)) >= 0)
}
/** The questions no sheet has room for; sheet and typing page name them. */
export function leftOut(questions: Question[] | null | undefined): Question[] {
	const on = [...boxes(questions), ...blanks(questions)]
	return (questions ?? []).filter((one) => !on.includes(one))
}
/** Answers to choose from get a number to write, unless they are numbers themselves. */
export function isNumbered(one: Question): boolean {
	return one.kind === 'choice' && !(one.choices ?? []).some((choice) => /^\d+$/.test(choice.normalize('NFKC')))
}
export function choicesText(one: Question): string {
	return (one.choices ?? []).map((choice, i) => (isNumbered(one) ? `${i + 1} ${choice}` : choice)).join('  ')
}

/** What was typed from a blank field: an answer, nothing, or why it is neither. */
export function readBlank(one: Question, text: string): { value?: unknown; wrong?: 'digits' | 'bounds' | 'choice' } {
	const plain = text.normalize('NFKC').trim()
	if (plain === '') return {}
	if (one.kind === 'text') return { value: text.trim() }
	if (one.kind !== 'choice') return readNumber(one, plain, MOST_BY_STAFF)
	const choices = one.choices ?? []
	const choice = isNumbered(one) && /^\d+$/.test(plain) ? choices[Number(plain) - 1] : choices.find((each) => each.normalize('NFKC') === plain)
	return choice === undefined ? { wrong: 'choice' } : { value: choice }
}
export function give(typing: Typing, at: number, given: Record<string, unknown>): Typing {
	return { ...typing, marks: typing.marks.map((mark, i) => (i === at && mark ? { ...mark, given } : mark)) }
}

function go(typing: Typing, to: number): Typing {
	return { ...typing, letters: [], at: Math.max(0, Math.min(typing.marks.length, to)) }
}

function set(typing: Typing, mark: Mark | null): Typing {
	return { ...typing, marks: typing.marks.map((one, i) => (i === typing.at ? mark : one)) }
}

/** What a key does; null when it means nothing here. */
export function press(typing: Typing, key: string, nBoxes: number): Typing | null {
	const plain = key.normalize('NFKC')
	if (plain === 'ArrowUp') return go(typing, typing.at - 1)
	if (plain === 'ArrowDown' || plain === 'Enter') return go(typing, typing.at + 1)
	if (plain === 'Home') return go(typing, 0)
	if (plain === 'End') return go(typing, typing.marks.length)
	if (typing.at >= typing.marks.length) return null
	if (plain === '0') return go(set(typing, null), typing.at + 1)
	const state = KEYS[plain]
	const was = typing.marks[typing.at]
	if (state) return go(set(typing, { state, yes: typing.letters, note: was?.note ?? '', ...(was?.given ? { given: was.given } : {}) }), typing.at + 1)
	const letter = plain.toLowerCase()
	if (letter.length === 1 && letter >= 'a' && letter < String.fromCharCode(97 + nBoxes)) {
		const letters = typing.letters.includes(letter) ? typing.letters.filter((one) => one !== letter) : [...typing.letters, letter]
		return { ...typing, letters }
	}
	return null
}

/** Everything that is neither typed nor recorded becomes "done". */
export function restDone(typing: Typing, rows: DoorRow[]): Typing {
	const marks = typing.marks.map((mark, i) => mark ?? (rows[i]!.state === 'none' && !rows[i]!.conflict ? { state: 'done', yes: [], note: '' } : null))
	return { ...typing, marks, at: typing.marks.length, letters: [] }
}

export interface SheetOf {
	sweep: string
	day: string
	questions?: Question[] | null
	/** Said where a refusal has no reason on the sheet. */
	noReason: string
}

/** The records of a sheet, in its order; `id` makes the id of each. */
export function commands(typing: Typing, rows: DoorRow[], sheet: SheetOf, id: (i: number) => string): Record<string, unknown>[] {
	const asked = boxes(sheet.questions)
	const written = blanks(sheet.questions).map(({ key }) => key)
	return typing.marks.flatMap((mark, i) => {
		const row = rows[i]
		if (!mark || !row) return []
		const given = Object.entries(mark.given ?? {}).filter(([key]) => written.includes(key))
		const answers = Object.fromEntries([...asked.map((one, k): [string, unknown] => [one.key, mark.yes.includes(String.fromCharCode(97 + k))]), ...given])
		return [
			{
				command: 'visit.record',
				id: id(i),
				region: row.region,
				sweep: sheet.sweep,
				household: row.household,
				...(row.resident ? { resident: row.resident } : {}),
				day: sheet.day,
				state: mark.state,
				channel: 'paper',
				...(mark.state === 'done' && Object.keys(answers).length ? { answers } : {}),
				...(mark.note ? { note: mark.note } : {}),
				...(mark.state === 'refused' ? { reason: mark.note || sheet.noReason } : {}),
			},
		]
	})
}
