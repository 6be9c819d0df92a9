// The order in which doors are walked: building, stairwell, floor, door.
// Rule: the same order as on the server (domain/walk.c): stairwells are not joined
// above the ground, so one is finished before the next.

export interface WalkDoor {
	region: string
	door: string
	floor: number | null
}

/** As people count: 302 comes after 31 and before 1001. */
export function natural(a: string, b: string): number {
	const parts = (text: string) => text.match(/\d+|\D/gu) ?? []
	const [left, right] = [parts(a), parts(b)]
	for (let i = 0; i < left.length && i < right.length; i++) {
		const [x, y] = [left[i]!, right[i]!]
		if (x === y) continue
		const both = /^\d/.test(x) && /^\d/.test(y)
		const order = both ? Number(x) - Number(y) : x.codePointAt(0)! - y.codePointAt(0)!
		if (order !== 0) return order
	}
	return left.length - right.length
}

const PART = /^(?:(\d{1,2})(?:-(?=.)|(?:单元|门)-?(?=\d))|([A-Za-z])-(?=.))/

/** What of a door names the stairwell: "1-102", "1单元102" → "1"; three digits are a
    flat, so of "1-101-2" only the 1; empty where nothing does. */
export function stairwellOf(door: string): string {
	const parts: string[] = []
	for (let at = door, part = PART.exec(at); part; at = at.slice(part[0].length), part = PART.exec(at))
		parts.push(part[1] === undefined ? part[2]! : String(Number(part[1])))
	return parts.join('-')
}

function byStairwell(a: string, b: string): number {
	const [left, right] = [a, b].map((door) => stairwellOf(door).split('-').filter(Boolean))
	for (let i = 0; i < left!.length && i < right!.length; i++) {
		const order = natural(left![i]!, right![i]!)
		if (order !== 0) return order
	}
	return left!.length - right!.length
}

/** By stairwell, then by floor: 0 on one floor of one stairwell.  No floor comes first. */
export function byFloor(a: WalkDoor, b: WalkDoor): number {
	if (a.region !== b.region) return a.region < b.region ? -1 : 1
	return byStairwell(a.door, b.door) || (a.floor ?? -1e9) - (b.floor ?? -1e9)
}

export function byWalk(a: WalkDoor, b: WalkDoor): number {
	return byFloor(a, b) || natural(a.door, b.door)
}
