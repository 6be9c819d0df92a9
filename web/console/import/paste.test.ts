import { describe, expect, it } from 'vitest'
import { columnName, doubled, encodeMap, missing, startMap, type Preview } from './columns'
import { asCsv, asSheet, readPasted } from './paste'

describe('what is pasted', () => {
	it('is rows by lines and cells by tabs', () => {
		expect(readPasted('楼栋\t门牌\r\n12号楼\t101\r\n')).toEqual([['楼栋', '门牌'], ['12号楼', '101']])
	})
	it('keeps cells with line breaks, tabs and quotes whole', () => {
		expect(readPasted('a\t"第一行\n第二行"\t"说""好""\t"\n')).toEqual([['a', '第一行\n第二行', '说"好"\t']])
	})
	it('keeps empty cells, and leaves out empty lines at the end', () => {
		expect(readPasted('a\t\tb\n\t\t\n\n')).toEqual([['a', '', 'b']])
	})
	it('a quote within a cell is a quote', () => {
		expect(readPasted('5" 管\tb')).toEqual([['5" 管', 'b']])
	})
	it('may be divided by commas, where the headings are', () => {
		expect(readPasted('\n编号,网格\nn-1,"1,2"\n')).toEqual([['编号', '网格'], ['n-1', '1,2']])
		expect(readPasted('编号，网格\nn-1，120')).toEqual([['编号', '网格'], ['n-1', '120']])
	})
	it('becomes a sheet when it has a heading and a row', async () => {
		expect(asSheet('只有一行', 'x')).toBeNull()
		const sheet = asSheet('a\tb\n1,2\t"x"', 'pasted')!
		expect(sheet.name).toBe('pasted.csv')
		expect((await sheet.text()).replace('\ufeff', '')).toBe('a,b\n"1,2",x\n')
	})
	it('is quoted where a comma would divide it', () => {
		expect(asCsv([['a,b', 'c"d', 7]])).toBe('\ufeff"a,b","c""d",7\n')
	})
})

const preview: Preview = {
	kind: 'household',
	headers: ['房', '2020', '#3'],
	guess: { 房: null, 2020: 'floor', '#3': null },
	fields: [
		{ name: 'region', label: 'Region', need: true },
		{ name: 'door', label: 'Door', need: true },
		{ name: 'floor', label: 'Floor', need: false },
	],
	rows: [],
	remembered: null,
}

describe('columns', () => {
	it('start as guessed, or as they were the last time', () => {
		expect(startMap(preview)).toEqual({ 房: null, 2020: 'floor', '#3': null })
		expect(startMap({ ...preview, remembered: { 房: 'door', 2020: null, '#3': 'gone' } })).toEqual({ 房: 'door', 2020: null, '#3': null })
	})
	it('say what is missing and what is there twice', () => {
		expect(missing(preview, { 房: 'door' }).map((one) => one.name)).toEqual(['region'])
		expect(doubled(preview, { 房: 'door', '#3': 'door' }).map((one) => one.name)).toEqual(['door'])
	})
	it('travel in the order of the sheet', () => {
		expect(encodeMap(preview.headers, { 房: 'door', 2020: null })).toBe('{"房":"door","2020":null,"#3":null}')
	})
	it('without a heading have a number', () => {
		expect(columnName('#3', (n) => `column ${n}`)).toBe('column 3')
		expect(columnName('房', () => '')).toBe('房')
	})
})
