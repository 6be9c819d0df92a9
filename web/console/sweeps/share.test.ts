import { expect, it } from 'vitest'
import type { RegionRow } from '../territory/types'
import { asMessage, buildingsOf } from './share'

it('a message is the title, the server’s text and the link; nothing else', () => {
	expect(asMessage('入户走访', '12号楼 58/72 户已报', 'https://x/resident/#g=T', '自己报：')).toBe('入户走访\n12号楼 58/72 户已报\n自己报：\nhttps://x/resident/#g=T')
	expect(asMessage('入户走访', '12号楼 72/72 户已报', '', '自己报：')).toBe('入户走访\n12号楼 72/72 户已报')
})
it('buildings are found behind their compounds', async () => {
	const tree: Record<string, RegionRow[]> = {
		g: [{ key: 'gc', name: '小区', level: 7, n_children: 2 }, { key: 'gb', name: '9号楼', level: 8 }, { key: 'ge', name: '空', level: 7, n_children: 0 }],
		gc: [{ key: 'gc1', name: '1号楼', level: 8 }, { key: 'gc2', name: '2号楼', level: 8 }],
	}
	expect((await buildingsOf('g', async (key) => tree[key] ?? [])).map((row) => row.name)).toEqual(['小区 1号楼', '小区 2号楼', '9号楼'])
})
