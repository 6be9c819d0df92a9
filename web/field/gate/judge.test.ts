// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { importKey, type Key } from '../../shared/code/cose'
import vectors from '../../shared/code/vectors.json'
import { judgeCode, judgeNumber, spanOf, understand, type Known, type PassRow } from './judge'

const HOUR = 3_600_000
const keys = (await Promise.all(vectors.keys.map((one) => importKey(one.kid, one.pem)))) as Key[]
const [limited, other] = vectors.passes as [(typeof vectors.passes)[number], (typeof vectors.passes)[number]]
const at = limited.from_at + HOUR
const rows = vectors.passes.map((one): [number, PassRow] => [one.number, [one.number, one.kind as PassRow[1], one.door, one.from_at, one.until_at + 90 * 24 * HOUR, one.quota, one.days]])
const known = (more: Partial<Known> = {}): Known => ({ region: limited.region, keys, passes: new Map(rows), revoked: new Set(), used: new Map(), uses: new Map(), ...more })

describe('a scanned pass', () => {
	it('opens in its time and place', async () => {
		expect(await judgeCode(known(), limited.code, 'out', at)).toMatchObject({ faults: [], number: limited.number, door: '1-301', quota: 1, days: 2, n_out: 0 })
		expect(await judgeCode(known({ region: limited.region.slice(0, 15) }), limited.code, 'out', at)).toMatchObject({ faults: [] })
		expect(await judgeCode(known({ region: '12011300100100102' }), limited.code, 'out', at)).toMatchObject({ faults: ['elsewhere'] })
		expect(await judgeCode(known(), limited.code, 'out', limited.from_at - 1)).toMatchObject({ faults: ['early'] })
	})
	it('that has run out says when only its code has', async () => {
		const late = await judgeCode(known(), limited.code, 'out', limited.until_at)
		expect(late).toMatchObject({ faults: ['over'], is_code_old: true })
		expect(await judgeCode(known({ passes: new Map() }), limited.code, 'out', limited.until_at)).toMatchObject({ faults: ['over'], is_code_old: false })
	})
	it('that is void, strange, edited or signed by nobody known does not', async () => {
		expect((await judgeCode(known({ revoked: new Set([limited.number]) }), limited.code, 'in', at)).faults).toEqual(['void'])
		expect((await judgeCode(known({ keys: [{ ...keys[0]!, kid: '0123456789abcdef' }] }), limited.code, 'in', at)).faults).toEqual(['forged'])
		expect(await judgeCode(known({ keys: [] }), limited.code, 'in', at)).toMatchObject({ faults: ['untold'], number: 0 })
		const edited = await judgeCode(known(), `${limited.code.slice(0, -3)}000`, 'in', at)
		expect(['forged', 'unreadable']).toContain(edited.faults[0])
		expect(edited.number).toBe(0)
		expect((await judgeCode(known(), 'https://example.com', 'in', at)).faults).toEqual(['strange'])
	})
	it('is counted over all gates and this one’s own, by spans of days', async () => {
		const used = new Map([[`${limited.number}:0`, 1]])
		expect((await judgeCode(known({ used }), limited.code, 'out', at)).faults).toEqual(['quota'])
		expect((await judgeCode(known({ used }), limited.code, 'in', at)).faults).toEqual([])
		const uses = new Map([[limited.number, { last_at: at, last_direction: 'out' as const, out: [{ id: 'a', at }] }]])
		expect((await judgeCode(known({ uses }), limited.code, 'out', at + 1000)).faults).toEqual(['replayed', 'quota'])
		expect((await judgeCode(known({ uses }), limited.code, 'in', at + 1000)).faults).toEqual([])
		expect((await judgeCode(known({ uses }), limited.code, 'out', at + HOUR)).faults).toEqual(['quota'])
		// Two days later a new span begins, at midnight in Beijing.
		const later = at + 48 * HOUR
		expect((await judgeCode(known({ uses, used }), limited.code, 'out', later)).faults).toEqual([])
		expect(spanOf(limited.from_at, 2, later)).toBe(1)
	})
	it('without a limit is only asked whether it was just here', async () => {
		const uses = new Map([[other.number, { last_at: at, last_direction: 'out' as const, out: [] }]])
		expect((await judgeCode(known({ uses }), other.code, 'out', at + 60_000)).faults).toEqual(['replayed'])
		expect((await judgeCode(known({ uses }), other.code, 'out', at + 121_000)).faults).toEqual([])
	})
})

describe('what was typed', () => {
	it('is a number, a door, a code or nothing', () => {
		expect(understand(` ${limited.code.toLowerCase()}\r\n`, known())).toEqual({ what: 'code', code: limited.code })
		expect(understand('hc1:ABC', known())).toMatchObject({ what: 'certificate' })
		expect(understand('1－301', known())).toEqual({ what: 'doors', rows: [rows[0]![1]] })
		expect(understand('3 201', known())).toMatchObject({ what: 'doors' })
		expect(understand(String(limited.number), known())).toEqual({ what: 'number', number: limited.number })
		expect(understand('９９９', known())).toEqual({ what: 'number', number: 999 })
		expect(understand('王小明', known())).toEqual({ what: 'nothing', isDoor: false })
		// A door nobody here has a pass for is still a door, not "no pass".
		expect(understand('9号楼２－1801', known())).toEqual({ what: 'nothing', isDoor: true })
		expect(understand('  ', known())).toEqual({ what: 'nothing', isDoor: false })
	})
	it('is judged by the list', () => {
		expect(judgeNumber(known(), limited.number, 'out', at)).toMatchObject({ faults: [], door: '1-301' })
		expect(judgeNumber(known(), 424242, 'out', at)).toMatchObject({ faults: ['unknown'] })
		expect(judgeNumber(known({ passes: new Map(), revoked: new Set([7]) }), 7, 'out', at)).toMatchObject({ faults: ['void'] })
	})
})
