// A QR code as the path of an SVG.
// Rule: four modules of white stand around it (ISO/IEC 18004, 8.3.8), or cheap
// scanners do not find it.
import encodeQR from 'qr'

const QUIET = 4

export interface Drawn {
	/** Modules a side, the white border included. */
	size: number
	path: string
}

/** Middle error correction: 15 % of it may be dirty or torn. */
export function pathOf(text: string): Drawn {
	const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET })
	let path = ''
	rows.forEach((row, y) => {
		for (let x = 0; x < row.length; x++) {
			if (!row[x]) continue
			const from = x
			while (row[x + 1]) x++
			path += `M${from} ${y}h${x + 1 - from}v1H${from}z`
		}
	})
	return { size: rows.length, path }
}
