import { expect, it } from 'vitest'
import { leftOf } from './left'

it('counts down to the second and then stops', () => {
	expect(leftOf(900_000, 0)).toBe('15:00')
	expect(leftOf(65_001, 0)).toBe('1:06')
	expect(leftOf(1_000, 500)).toBe('0:01')
	expect(leftOf(1_000, 1_000)).toBeNull()
})
