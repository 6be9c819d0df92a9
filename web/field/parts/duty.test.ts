import { expect, test, vi } from 'vitest'
vi.mock('../core', () => ({ field: {} }))
const { sorted, times } = await import('./duty')

const H = 3_600_000
const START = Date.UTC(2020, 1, 3, 16) // 2020-02-04 00:00 in Beijing
const row = (shift: string, from: number, until: number, more = {}) => ({ shift, checkpoint: 'c', checkpoint_name: '东门', region: '1', from_at: START + from * H, until_at: START + until * H, state: 'coming', ...more })

test('a shift can be begun half an hour before it', () => {
	const rows = [row('b', 16, 24), row('a', 8, 16)]
	expect(sorted(rows, START + 7.4 * H)).toMatchObject({ now: [], next: [{ shift: 'a' }, { shift: 'b' }] })
	expect(sorted(rows, START + 7.5 * H)).toMatchObject({ now: [{ shift: 'a' }], next: [{ shift: 'b' }] })
})
test('who has begun stays on the screen until the post is handed over', () => {
	const begun = row('a', 8, 16, { begun_at: START + 8 * H })
	expect(sorted([begun], START + 17 * H).now).toHaveLength(1)
	expect(sorted([{ ...begun, handed_at: START + 16 * H }], START + 17 * H)).toMatchObject({ now: [], over: [{ shift: 'a' }] })
	expect(sorted([row('a', 8, 16)], START + 17 * H).over).toHaveLength(1)
})
test('times say when a shift ends tomorrow', () => {
	expect(times(row('a', 8, 16))).toBe('08:00–16:00')
	expect(times(row('a', 16, 24))).toBe('16:00–24:00')
	expect(times(row('a', 20, 32))).toBe('20:00–08:00 (+1)')
})
