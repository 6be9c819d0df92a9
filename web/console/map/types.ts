// What the map draws: boundaries of the commands, and how a region is shaded.

export type Ring = [number, number][]
export type Geometry = { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] }

export interface Boundary {
	key: string
	name: string
	level: number
	west: number
	south: number
	east: number
	north: number
	area_km2?: number | null
	geometry: Geometry
}

export type Class = 'unknown' | 'c0' | 'c50' | 'c80' | 'c95' | 'c100' | 'held' | 'hole'

/** How one region looks: never by its colour alone. */
export interface Shade {
	key: string
	name: string
	class: Class
	/** "83.4%", "nobody": written beside the colour. */
	label: string
	/** "120/144" below it, or empty. */
	note: string
	/** The whole of it in words, for a reader who does not see. */
	said: string
	hasHole: boolean
	conflict: number
	/** Checkpoints in it with nobody or too few on duty. */
	red: number
}

/** Red only where nobody answers; amber calls for work, blue is well on, green is done. */
export const FILL: Record<Class, string> = {
	unknown: '#d9dfe7',
	c0: '#efb157',
	c50: '#f6dca0',
	c80: '#bcd5ee',
	c95: '#79aede',
	c100: '#2f7d32',
	held: '#cfe0f1',
	hole: '#c4271d',
}
export const IS_DARK: Record<Class, boolean> = {
	unknown: false, c0: false, c50: false, c80: false, c95: false, c100: true, held: false, hole: true,
}
