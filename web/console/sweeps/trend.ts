// The day's trend from records counted by hour.

export interface TrendRow {
	/** 0 … 23; 24 stands for records made after the day. */
	hour: number
	/** Change in this hour; a conflict takes one away. */
	valid: number
}

/** Every hour from the first with a record (or 8 o'clock) to `last`, with the running sum. */
export function byHour(rows: TrendRow[], last: number): { hour: string; sum: number }[] {
	const change = new Map<number, number>()
	for (const row of rows) {
		change.set(row.hour, (change.get(row.hour) ?? 0) + row.valid)
	}
	const from = Math.min(8, last, ...change.keys())
	const until = Math.max(last, ...change.keys())
	const out: { hour: string; sum: number }[] = []
	let sum = 0
	for (let hour = from; hour <= until; hour++) {
		sum += change.get(hour) ?? 0
		out.push({ hour: String(hour).padStart(2, '0'), sum })
	}
	return out
}
