import { expect, it } from 'vitest'
import { correctedMap, inAll, type Job } from './rounds'
import type { ImportState } from './types'

const job: Job = { kind: 'household', headers: ['房', '楼'], map: { 房: 'door', 楼: 'region' }, before: [], isDry: false }
const state = (added: number, same: number, refused: number): ImportState => ({ state: 'done', read: added + same + refused, added, changed: 0, same, refused })

it('a corrected sheet goes the way of the first, without the column of reasons', () => {
	expect(correctedMap(job, '原因')).toBe('{"房":"door","楼":"region","原因":null}')
	expect(correctedMap({ ...job, headers: ['房', '原因'] }, '原因')).toBe('{"房":"door","原因":null}')
})
it('rounds add up, and only the last one says what is left', () => {
	expect(inAll([state(8, 1, 3)], state(2, 0, 1))).toEqual({ kept: 11, left: 1 })
})
