// What the declarations of the server say about fields and commands, for the
// drawn forms and lists.  Rule: no page repeats a range, a choice or a role
// that stands in the schema.
import { rooms as printed, type Command, type Field, type Kind, type Room } from '../../printed/schema'

export type { Command, Field, Kind, Room }
export const rooms: Record<string, Room> = printed

const commands = new Map<string, Command>()
for (const room of Object.values(rooms))
	for (const [name, command] of Object.entries(room.commands)) commands.set(name, command)

/** The declaration of a command ("visit.record"), or undefined on a server that lacks it. */
export function commandOf(name: string): Command | undefined {
	return commands.get(name)
}

/** The fields a command takes; empty when the command is unknown. */
export function takes(name: string): Field[] {
	return commandOf(name)?.takes ?? []
}

/** The fields of a reply's rows; empty when the command is unknown. */
export function gives(name: string): Field[] {
	return commandOf(name)?.gives ?? []
}

/** One argument of a command by name. */
export function argument(command: string, name: string): Field | undefined {
	return takes(command).find((field) => field.name === name)
}

/** The choices of a command's argument. */
export function choicesOf(command: string, name: string): string[] {
	return argument(command, name)?.choices ?? []
}

/** Whether any of these roles may send the command (the server decides in the end). */
export function mayUse(command: string, roles: Iterable<string>): boolean {
	const who = commandOf(command)?.who
	if (!who) return false
	if (who.includes('signed_in') || who.includes('anyone')) return true
	for (const role of roles) if (who.includes(role)) return true
	return false
}
