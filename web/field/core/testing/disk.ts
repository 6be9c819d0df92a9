// A disk in memory for the tests: keeps what a real one would, and can be full.
import { BOXES, DiskFull, type Box, type Disk } from '../disk'

export interface MemoryDisk extends Disk {
	/** No writes that add anything while true. */
	is_full: boolean
	/** Room for this many things; what comes beyond is refused. */
	room: number
	/** Called before a write is done: throw to be killed in the middle. */
	before: () => void
	/** A phone that was switched off and on: the same things, nothing else. */
	copy(): MemoryDisk
	boxes: Record<Box, Map<string, unknown>>
}

export function memoryDisk(from?: Record<Box, Map<string, unknown>>): MemoryDisk {
	const boxes = Object.fromEntries(BOXES.map((box) => [box, new Map(from?.[box])])) as Record<Box, Map<string, unknown>>
	const disk: MemoryDisk = {
		boxes,
		is_full: false,
		room: Infinity,
		before: () => undefined,
		get: async (box, key) => structuredClone(boxes[box].get(key)),
		count: async (box) => boxes[box].size,
		all: async (box) => [...boxes[box]].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, structuredClone(value)]),
		async write(changes) {
			disk.before()
			const n = BOXES.reduce((sum, box) => sum + boxes[box].size, 0)
			const balance = changes.reduce((sum, { box, key, value }) => {
				const has = boxes[box].has(key)
				return sum + (value === undefined ? (has ? -1 : 0) : has ? 0 : 1)
			}, 0)
			if (balance > 0 && (disk.is_full || n + balance > disk.room)) throw new DiskFull()
			for (const { box, key, value } of changes)
				if (value === undefined) boxes[box].delete(key)
				else boxes[box].set(key, structuredClone(value))
		},
		async clear() {
			BOXES.forEach((box) => boxes[box].clear())
		},
		copy: () => memoryDisk(boxes),
	}
	return disk
}
