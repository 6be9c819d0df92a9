import { describe, expect, it } from 'vitest'
import type { Args, Page } from '../api'
import { useCursorList } from './cursor'

const PAGES: Record<string, Page<number>> = {
	'': { rows: [1, 2], next: 'b', count: 5 },
	b: { rows: [3, 4], next: 'c' },
	c: { rows: [5], next: null },
}
function asked(): { seen: Args[]; fetch: (args: Args) => Promise<Page<number>> } {
	const seen: Args[] = []
	return { seen, fetch: (args) => (seen.push(args), Promise.resolve(PAGES[String(args.cursor ?? '')]!)) }
}

describe('a list by cursor', () => {
	it('goes forward and back, keeping the count of the first page', async () => {
		const { fetch, seen } = asked()
		const pages = useCursorList<number>(fetch)
		await pages.start({ region: '12' })
		expect([pages.rows.value, pages.count.value, pages.hasPrevious.value]).toEqual([[1, 2], 5, false])
		await pages.next()
		await pages.next()
		expect([pages.rows.value, pages.count.value, pages.hasNext.value, pages.pageNumber.value]).toEqual([[5], 5, false, 3])
		await pages.previous()
		expect(pages.rows.value).toEqual([3, 4])
		expect(seen.every((args) => args.region === '12')).toBe(true)
	})

	it('starts again with other arguments or another size', async () => {
		const { fetch, seen } = asked()
		const pages = useCursorList<number>(fetch)
		await pages.start({})
		await pages.next()
		await pages.resize(20)
		expect(pages.pageNumber.value).toBe(1)
		expect(seen[seen.length - 1]).toMatchObject({ limit: 20, cursor: null })
	})

	it('shows the newest answer when an older one comes late', async () => {
		const waiting: ((page: Page<string>) => void)[] = []
		const pages = useCursorList<string>(() => new Promise((resolve) => waiting.push(resolve)))
		const first = pages.start({ q: 'a' })
		const second = pages.start({ q: 'b' })
		waiting[1]!({ rows: ['b'] })
		waiting[0]!({ rows: ['a'] })
		await Promise.all([first, second])
		expect(pages.rows.value).toEqual(['b'])
		expect(pages.isLoading.value).toBe(false)
	})

	it('keeps a refusal to show it', async () => {
		const pages = useCursorList<string>(() => Promise.reject(new Error('no')))
		await pages.start({})
		expect(pages.problem.value?.message).toBe('no')
		expect(pages.rows.value).toEqual([])
	})
})
