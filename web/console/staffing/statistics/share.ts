// A share as reports print it: 1,517 of 13,078 are 11.6 %.
// Rule: rounded to the nearest tenth, but neither all nor none where it is not so.
export function share(part: number | null | undefined, whole: number | null | undefined): string {
	if (typeof part !== 'number' || typeof whole !== 'number' || whole <= 0) return '–'
	const tenths = Math.round((part * 1000) / whole)
	if (tenths >= 1000 && part < whole) return '99.9%'
	if (tenths === 0 && part > 0) return '<0.1%'
	return `${(tenths / 10).toFixed(1)}%`
}
