// @vitest-environment node
import { describe, expect, it } from 'vitest'
import vectors from '../../shared/code/vectors.json'
import { merge } from './merge'
import type { Snapshot } from './types'

const HOUR = 3_600_000
const now = vectors.passes[0]!.from_at
const keys = vectors.keys.map((key) => ({ ...key, from_at: now - HOUR, until_at: now + 1000 * HOUR }))
const shot = (more: Partial<Snapshot> = {}): Snapshot => ({
	gate: vectors.list.gate, name: '南门', region: '12011300100100101', fever: 373, has_temperature: true, has_scan: true, has_verify: true, has_register: true, is_closed: false,
	now, keys, passes: [[20, 'household', '1-301', now, now + HOUR, 1, 2], [26, 'household', '302', now, now + HOUR, null, null]], revoked: vectors.list.revoked,
	signed_text: vectors.list.signed_text, used: [[20, 0, 1]], cursor: vectors.list.cursor, has_more: false, ...more,
})
/** A phone that has something and asks again with what the list was signed for. */
const kept = async () => ({ ...(await merge(null, shot(), 0)), cursor: 0 })

describe('the lists of a gate', () => {
	it('are taken the first time when their own key signed them', async () => {
		expect(await merge(null, shot(), 0)).toMatchObject({ as_of: now, whole_at: now, cursor: vectors.list.cursor, revoked: [26], passes: [shot().passes[0]], used: [[20, 0, 1]], doubt: null })
		await expect(merge(null, shot({ revoked: [] }), 0)).rejects.toThrow()
	})
	it('are kept as they are when a later one is not signed, cut short, or for another gate or cursor', async () => {
		const before = await kept()
		for (const wrong of [{ signed_text: null }, { revoked: [] }, { revoked: [26, 20] }, { cursor: 99 }, { gate: 'g1', signed_text: vectors.passes[0]!.code }]) {
			const after = await merge(before, shot({ now: now + HOUR, passes: [], fever: 400, ...wrong }), 0)
			expect(after).toEqual({ ...before, doubt: [keys[0]!.kid] })
		}
		expect((await merge(before, shot({ now: now + HOUR }), 5)).doubt).not.toBeNull()
	})
	it('signed by keys not known before are taken only when a person says so', async () => {
		const before = { ...(await kept()), keys: [{ ...keys[0]!, kid: '0000000000000000' }] }
		expect((await merge(before, shot(), 0)).doubt).toEqual([keys[0]!.kid])
		expect(await merge(before, shot(), 0, true)).toMatchObject({ doubt: null, keys })
	})
	it('of another gate begin from nothing', async () => {
		const before = await kept()
		const other = { ...before, policy: { ...before.policy, gate: 'g2' }, revoked: [1, 2, 3], keys: [] }
		expect((await merge(other, shot(), 0)).revoked).toEqual([26])
	})
})
