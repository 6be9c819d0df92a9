import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n, setLang } from '../i18n'
import DrawnForm from './DrawnForm.vue'

const { call } = vi.hoisted(() => ({ call: vi.fn() }))
vi.mock('../api', async (original) => ({ ...(await original<typeof import('../api')>()), call }))
vi.mock('../schema', async (original) => ({
	...(await original<typeof import('../schema')>()),
	takes: (command: string) =>
		command === 'leaflet.add'
			? [
					{ name: 'title', kind: 'text', label: 'Title', need: true, min: 1, max: 20 },
					{ name: 'copies', kind: 'int', label: 'Rows', min: 1, max: 500 },
					{ name: 'region', kind: 'text', label: 'Region', need: true },
				]
			: [],
}))

function form() {
	return mount(DrawnForm, {
		props: { command: 'leaflet.add', fixed: { region: '120113' }, start: { copies: 3 } },
		global: { plugins: [i18n] },
		attachTo: document.body,
	})
}

/** The library shows a fault a tenth of a second later. */
async function settled(): Promise<void> {
	await flushPromises()
	await new Promise((resolve) => setTimeout(resolve, 150))
}

describe('a drawn form', () => {
	beforeEach(() => {
		setLang('en')
		call.mockReset()
	})

	it('draws a labelled input for every field that is not fixed', async () => {
		const drawn = form()
		await settled()
		expect(drawn.findAll('label').map((label) => label.text())).toEqual(['Title', 'Rows'])
		for (const label of drawn.findAll('label')) expect(drawn.find(`[id="${label.attributes('for')}"]`).exists()).toBe(true)
	})

	it('asks for what is missing before it sends', async () => {
		const drawn = form()
		await drawn.find('form').trigger('submit')
		await settled()
		expect(call).not.toHaveBeenCalled()
		expect(drawn.text()).toContain('Please fill this in.')
	})

	it('sends what was filled in together with what is fixed, under one id', async () => {
		const { Problem } = await import('../api')
		call.mockRejectedValueOnce(new Problem({ number: 0, status: 0, sentence: 'no network' }))
		call.mockResolvedValueOnce({ id: 'x', seq: 1 })
		const drawn = form()
		await drawn.find('input').setValue(' 告居民书 ')
		await drawn.find('form').trigger('submit')
		await flushPromises()
		expect(drawn.find('[role=alert]').text()).toContain('no network')
		await drawn.find('form').trigger('submit')
		await flushPromises()
		expect(call.mock.calls[0]!.slice(0, 2)).toEqual(['leaflet.add', { title: '告居民书', copies: 3, region: '120113' }])
		expect(call.mock.calls[1]![2]).toEqual(call.mock.calls[0]![2])
		expect(drawn.emitted('done')).toHaveLength(1)
	})

	it('shows a refusal beside the field it names', async () => {
		const { Problem } = await import('../api')
		call.mockRejectedValueOnce(new Problem({ number: 4009, status: 400, field: 'title', sentence: 'a shorter one' }))
		const drawn = form()
		await drawn.find('input').setValue('long')
		await drawn.find('form').trigger('submit')
		await settled()
		expect(drawn.find('.el-form-item__error').text()).toBe('a shorter one')
		expect(drawn.emitted('done')).toBeUndefined()
	})
})
