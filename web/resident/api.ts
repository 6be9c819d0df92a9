// The way to the server from a household's phone.
// Rule: no cookie goes along; a phone in a staff office reports as its household only.
import { uuid7 } from '../shared/api'
import { lang, t } from '../shared/says'

/** The server said no, in the reader's language. */
export class Refusal extends Error {
	readonly number: number
	readonly status: number
	constructor(number: number, status: number, sentence: string) {
		super(sentence)
		this.number = number
		this.status = status
	}
}
/** The server was not reached, or is not ready: the same may be sent again. */
export class Unreached extends Error {}

/** On a 2G network an answer may take this long. */
const WAIT_MS = 40_000

async function send<T>(method: string, path: string, body: unknown, token: string | undefined): Promise<T> {
	const stop = new AbortController()
	const timer = setTimeout(() => stop.abort(), WAIT_MS)
	let response: Response
	let text: string
	try {
		response = await fetch(path, {
			method,
			credentials: 'omit',
			signal: stop.signal,
			headers: {
				'Accept-Language': lang(),
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...(token ? { Authorization: `Bearer ${token}` } : {}),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		})
		text = await response.text()
	} catch {
		throw new Unreached(t('There is no network just now.'))
	} finally {
		clearTimeout(timer)
	}
	let answer: { problem?: { number: number; sentence: string } } = {}
	try {
		answer = text ? (JSON.parse(text) as typeof answer) : {}
	} catch {
		// A page of some proxy in between.
		throw new Unreached(t('There is no network just now.'))
	}
	if (response.ok) return answer as T
	if (response.status === 503 || response.status === 502 || response.status === 504) throw new Unreached(t('Many people are reporting just now.'))
	throw new Refusal(answer.problem?.number ?? 0, response.status, answer.problem?.sentence ?? `HTTP ${response.status}`)
}

export function ask<T>(command: string, args: Record<string, unknown>, token?: string): Promise<T> {
	return send<T>('POST', `/api/${command}`, args, token)
}
/** Presses that were not answered yet, with their ids. */
const unanswered = new Map<string, string>()
/** A press that writes: the same one again, after a lost answer, is the same command, not a second. */
export async function once<T>(command: string, args: Record<string, unknown>, token?: string): Promise<T> {
	const press = JSON.stringify([command, args, token])
	const id = unanswered.get(press) ?? uuid7()
	unanswered.set(press, id)
	let isAnswered = true
	try {
		return await ask<T>(command, { id, ...args }, token)
	} catch (error) {
		isAnswered = !(error instanceof Unreached)
		throw error
	} finally {
		if (isAnswered) unanswered.delete(press)
	}
}
export function bind<T>(args: Record<string, unknown>): Promise<T> {
	return send<T>('POST', '/api/session/household', args, undefined)
}
export function unbind(token: string): Promise<unknown> {
	return send('DELETE', '/api/session', undefined, token)
}

/** What to show of an error. */
export function said(error: unknown): string {
	if (error instanceof Unreached) return t('{why} Please try again in a moment.', { why: error.message })
	if (error instanceof Refusal) return error.message
	throw error
}
