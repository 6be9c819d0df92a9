import { expect, it } from 'vitest'
import { masked } from './masked'

it('covers telephones and ID numbers in free texts, and nothing else', () => {
	expect(masked('打 13812345678 问')).toBe('打 138****5678 问')
	expect(masked({ note: ['11010519491231002X'], seq: 13812345678, region: '120113003012001' })).toEqual({ note: ['110***********002X'], seq: 13812345678, region: '120113003012001' })
})
