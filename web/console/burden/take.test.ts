import { expect, it } from 'vitest'
import { guarded, sheetOf } from './take'

it('cells that would run are guarded; numbers stay numbers', () => {
	expect([guarded('=1+1'), guarded('@x'), guarded(-3), guarded('-3'), guarded(null), guarded('-a')]).toEqual(["'=1+1", "'@x", '-3', '-3', '', "'-a"])
})
it('headings first, then the rows', () => {
	expect(sheetOf([{ n: 2, name: '李,四' }], [['姓名', (row) => row.name], ['次数', (row) => row.n]])).toBe('\ufeff姓名,次数\n"李,四",2\n')
})
