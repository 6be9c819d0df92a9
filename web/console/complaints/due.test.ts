import { expect, it } from 'vitest'
import { isOverdue } from './due'

it('only what still waits is overdue', () => {
	expect(isOverdue({ state: 'open', due_at: 10 }, 11)).toBe(true)
	expect(isOverdue({ state: 'open', due_at: 10 }, 10)).toBe(false)
	expect(isOverdue({ state: 'answered', due_at: 10 }, 11)).toBe(false)
	expect(isOverdue({ state: 'open', due_at: null }, 11)).toBe(false)
})
