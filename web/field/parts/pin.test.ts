import { expect, it } from 'vitest'
import { pinFault } from './pin'

it('refuses what is tried first, and nothing else', () => {
	for (const pin of ['111111', '123456', '987654', '0000000', '12345']) expect(pinFault(pin, pin)).not.toBe('')
	for (const pin of ['470318', '135791', '112233', '890123']) expect(pinFault(pin, pin)).toBe('')
	expect(pinFault('470318', '470319')).not.toBe('')
})
