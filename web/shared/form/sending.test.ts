import { describe, expect, it } from 'vitest'
import { Problem } from '../api'
import { useSending } from './sending'

describe('sending a form', () => {
	it('turns while the work is under way, and rests when it is done', async () => {
		const { problem, isSending, sending } = useSending()
		problem.value = 'of the time before'
		let go = (): void => undefined
		const sent = sending(() => new Promise<void>((resolve) => (go = resolve)))
		expect(isSending.value).toBe(true)
		expect(problem.value).toBe('')
		go()
		await sent
		expect(isSending.value).toBe(false)
	})
	it('says why it was refused, and skips what follows', async () => {
		const { problem, isSending, sending } = useSending()
		let isDone = false
		await sending(async () => {
			await Promise.reject(new Problem({ number: 4001, status: 400, sentence: 'say what to do' }))
			isDone = true
		})
		expect(problem.value).toBe('say what to do')
		expect(isSending.value).toBe(false)
		expect(isDone).toBe(false)
	})
	it('lets a fault of ours go on', async () => {
		const { problem, isSending, sending } = useSending()
		await expect(sending(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours')
		expect(problem.value).toBe('')
		expect(isSending.value).toBe(false)
	})
})
