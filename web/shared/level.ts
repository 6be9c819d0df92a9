// Levels of the territory, as numbers on the wire and as words on the screen.
import { word } from './i18n'

/** In the order of their numbers, from 1. */
export const LEVELS = [
	'province', 'city', 'district', 'street', 'community', 'grid', 'compound', 'building', 'stairwell',
]

/** The name of a level given by number or name. */
export function levelName(level: unknown): string {
	return typeof level === 'number' ? (LEVELS[level - 1] ?? '') : String(level ?? '')
}

export function levelWord(level: unknown): string {
	return word(levelName(level))
}
