// "27 sent, 27 received, last at 14:02" or "offline since 08:10, 12 waiting".
import type { Status } from '../core/field'
import { t } from '../../shared/says'
import { clockOf, instant, today } from '../../shared/when'

/** 14:02 today, else with its day. */
export function when(ms: number, now: number = Date.now()): string {
	return today(ms) === today(now) ? clockOf(ms) : instant(ms).slice(5)
}

export function statusTone(status: Status): 'well' | 'away' | 'trouble' {
	if (status.problem) return 'trouble'
	return status.offline_since !== null || (status.received !== null && status.received < status.sent) ? 'away' : 'well'
}

export function statusText(status: Status): string {
	if (status.problem) return status.problem
	if (status.offline_since !== null) return t('Offline since {time}, {n} waiting', { time: when(status.offline_since), n: status.waiting })
	if (status.is_first) return t('The list of doors is being fetched …')
	const base = status.last_at === null
		? t('Nothing exchanged yet')
		: t('{sent} sent, {received} received, last at {time}', { sent: status.sent, received: status.received ?? '–', time: when(status.last_at) })
	return status.waiting ? `${base} · ${t('{n} waiting', { n: status.waiting })}` : base
}
