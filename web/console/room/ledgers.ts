// Rooms shown as ledgers drawn from the schema: everything with a list that has
// no page of its own.
import { commandOf, rooms } from '../../shared/schema'

const WRITTEN = new Set(['region', 'household', 'resident', 'account', 'session', 'posting', 'sweep', 'visit', 'journal', 'boundary', 'mapping', 'device', 'binding', 'complaint', 'setting', 'response', 'order', 'channel', 'group', 'family', 'pass', 'gate', 'visitor', 'signer', 'volunteer', 'team', 'cadre', 'deployment', 'liaison', 'exit', 'checkpoint', 'roster', 'shift'])

/** "organisation.list" → organisation. */
export const ledgers: string[] = Object.values(rooms)
	.flatMap((room) => Object.keys(room.commands))
	.filter((name) => name.endsWith('.list'))
	.map((name) => name.slice(0, -'.list'.length))
	.filter((name) => !WRITTEN.has(name))

/** English label of the room that holds the commands of this name. */
export function ledgerLabel(name: string): string {
	const own = rooms[name]
	if (own) return own.label
	return Object.values(rooms).find((room) => commandOf(`${name}.list`) && `${name}.list` in room.commands)?.label ?? name
}

/** Rooms whose rows the engine adds and lists by itself: each has a sheet of its own name. */
export const drawnSheets: { kind: string; label: string; needs: string }[] = Object.entries(rooms)
	.filter(([name, room]) => room.commands[`${name}.add`]?.does === 'add' && room.commands[`${name}.list`]?.does === 'list')
	.map(([name, room]) => ({ kind: name, label: room.label, needs: `${name}.add` }))
