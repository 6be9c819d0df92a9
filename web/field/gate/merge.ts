// Lists of the centre put together: what is new since the last one over what was there.
// Rule: a list of void passes counts only when a key believed before has signed it; the
// first one is believed because it came over the session.
import { importKey, type Key } from '../../shared/code/cose'
import { checkList } from '../../shared/code/passCode'
import type { Kept, KeyRow, Policy, Snapshot } from './types'

export async function keysOf(rows: readonly KeyRow[]): Promise<Key[]> {
	return (await Promise.all(rows.map((row) => importKey(row.kid, row.pem)))).filter((key) => key !== null)
}

function policyOf({ gate, name, region, fever, has_temperature, has_scan, has_verify, has_register, is_closed }: Snapshot): Policy {
	return { gate, name, region, fever, has_temperature, has_scan, has_verify, has_register, is_closed }
}

/** Whether the list is the one that was asked for, signed by one of the keys. */
async function isBelieved(shot: Snapshot, since: number, believed: readonly KeyRow[]): Promise<boolean> {
	// Without a key there is no pass, and nothing to be void.
	if (shot.signed_text === null) return shot.keys.length === 0 && shot.revoked.length === 0
	const list = await checkList(shot.signed_text, await keysOf(believed))
	if (!list || list.since !== since || list.cursor !== shot.cursor || !list.about.split(' ').includes(shot.gate)) return false
	return list.numbers.length === shot.revoked.length && list.numbers.every((number, i) => number === shot.revoked[i])
}

/** What to keep after a snapshot that was asked for with `since`; `trusts`: take its keys unseen. */
export async function merge(before: Kept | null, shot: Snapshot, since: number, trusts = false): Promise<Kept> {
	const old = before?.policy.gate === shot.gate ? before : null
	const believed = (old?.keys ?? []).filter((key) => key.until_at > shot.now)
	const isFirst = trusts || believed.length === 0
	if (!(await isBelieved(shot, since, isFirst ? shot.keys : believed))) {
		if (!old) throw new Error('a first list that its own key did not sign')
		return { ...old, doubt: shot.keys.map((key) => key.kid) }
	}
	const from = since > 0 && old ? old : null
	const gone = new Set(shot.revoked)
	const passes = new Map((from?.passes ?? []).map((row) => [row[0], row]))
	for (const row of shot.passes) passes.set(row[0], row)
	const used = new Map((from?.used ?? []).map((row) => [`${row[0]}:${row[1]}`, row]))
	for (const row of shot.used) used.set(`${row[0]}:${row[1]}`, row)
	return {
		policy: policyOf(shot),
		as_of: shot.now,
		whole_at: from ? from.whole_at : shot.now,
		cursor: shot.cursor,
		keys: shot.keys,
		passes: [...passes.values()].filter((row) => !gone.has(row[0]) && row[4] > shot.now),
		revoked: [...new Set([...(from?.revoked ?? []), ...shot.revoked])],
		used: [...used.values()],
		doubt: null,
	}
}
