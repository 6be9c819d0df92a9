// Writing what was found at a door, with the way back.
// Rule: only the last press can be taken back, and only while it has not left the phone.
import { field } from '../core'
import { FieldProblem, type Command, type Sweep } from '../core/field'
import { t, word } from '../../shared/says'
import { lineName, recordArgs, type Line } from './doors'
import { tell } from './snack'

/** What went wrong, as a sentence; null when it went well. */
export async function trying(what: () => Promise<unknown>): Promise<string | null> {
	try {
		await what()
		return null
	} catch (error) {
		if (error instanceof FieldProblem) return error.message
		throw error
	}
}

async function takeBack(ids: readonly string[], after?: () => void): Promise<void> {
	let n = 0
	for (const id of ids) if (await field.takeBack(id)) n++
	after?.()
	tell(n === ids.length ? t('Taken back.') : t('It was sent already. Press "Change" at the door to correct it.'))
}

export async function recordDoor(sweep: Sweep, line: Line, more: { state: string; channel: string } & Record<string, unknown>, undone?: () => void): Promise<boolean> {
	const args = recordArgs(sweep, line, more)
	const problem = await trying(async () => {
		const sent = await field.send('visit.record', args)
		tell(`${lineName(line)} ${word(more.state)}`, () => takeBack([sent.id], undone))
	})
	if (problem) tell(problem)
	return problem === null
}

export async function recordFloor(sweep: Sweep, lines: readonly Line[], undone?: () => void): Promise<boolean> {
	const commands: Command[] = lines.map((line) => ({ command: 'visit.record', args: recordArgs(sweep, line, { state: 'done', channel: 'door' }) }))
	const problem = await trying(async () => {
		const sent = await field.sendAll(commands)
		tell(t('{n} doors done', { n: lines.length }), () => takeBack(sent.map((one) => one.id), undone))
	})
	if (problem) tell(problem)
	return problem === null
}
