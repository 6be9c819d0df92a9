// The parcels on the disk: a head and chunks for each region, sealed.
// Rule: a cursor is written with the rows it stands for, or neither is.
import type { Change, Disk } from './disk'
import { Parcel, type Head } from './parcel'
import type { Packet } from './wire'
import type { Vault } from './vault'

const headKey = (region: string): string => `head ${region}`
const rowsKey = (region: string, chunk: string): string => `rows ${region} ${chunk}`

export class Parcels {
	readonly byRegion = new Map<string, Parcel>()
	private readonly disk: Disk
	private readonly vault: Vault

	constructor(disk: Disk, vault: Vault) {
		this.disk = disk
		this.vault = vault
	}

	async load(): Promise<void> {
		const all = await this.disk.all('sealed')
		for (const [key, sealed] of all.filter(([key]) => key.startsWith('head '))) {
			const head = await this.vault.open<Head>(key, sealed)
			const parcel = new Parcel(head.region, head.has_people)
			parcel.head = head
			this.byRegion.set(head.region, parcel)
		}
		const opened = all
			.filter(([key]) => key.startsWith('rows '))
			.map(async ([key, sealed]) => {
				const [, region, table, building] = key.split(' ')
				this.byRegion.get(region!)?.restore(`${table} ${building}`, await this.vault.open(key, sealed))
			})
		await Promise.all(opened)
	}

	private async write(parcel: Parcel, outs: (puts: Change[]) => Promise<Change[]> = async () => []): Promise<void> {
		const chunks = parcel.changes()
		try {
			const puts = await this.changes(parcel, chunks)
			await this.disk.write([...(await outs(puts)), ...puts])
		} catch (error) {
			parcel.unwritten(chunks.keys())
			throw error
		}
	}

	private async changes(parcel: Parcel, rowsOf: ReturnType<Parcel['changes']>): Promise<Change[]> {
		const { region } = parcel.head
		const seal = async (key: string, thing: unknown): Promise<Change> => ({ box: 'sealed', key, value: await this.vault.seal(key, thing) })
		const chunks = [...rowsOf].map(([name, rows]) => {
			const key = rowsKey(region, name)
			return rows ? seal(key, rows) : Promise.resolve<Change>({ box: 'sealed', key })
		})
		return Promise.all([...chunks, seal(headKey(region), parcel.head)])
	}

	/** Take up the packet and write what it changed. */
	async take(region: string, packet: Packet, hasPeople: boolean): Promise<Parcel> {
		const parcel = this.byRegion.get(region) ?? new Parcel(region, hasPeople)
		parcel.take(packet)
		this.byRegion.set(region, parcel)
		await this.write(parcel)
		return parcel
	}

	private async keysOf(region: string): Promise<string[]> {
		const keys = (await this.disk.all('sealed')).map(([key]) => key)
		return keys.filter((key) => key === headKey(region) || key.startsWith(`rows ${region} `))
	}

	/** A whole new one in the place of the old: the server was restored. */
	async replace(parcel: Parcel): Promise<void> {
		const { region } = parcel.head
		await this.write(parcel, async (puts) => {
			const fresh = new Set(puts.map((change) => change.key))
			return (await this.keysOf(region)).filter((key) => !fresh.has(key)).map((key): Change => ({ box: 'sealed', key }))
		})
		this.byRegion.set(region, parcel)
	}

	/** The posting that told of people ended. */
	async dropPeople(parcel: Parcel): Promise<void> {
		parcel.dropPeople()
		await this.write(parcel)
	}

	/** A posting ended: the region is forgotten. */
	async drop(region: string): Promise<void> {
		this.byRegion.delete(region)
		await this.disk.write((await this.keysOf(region)).map((key): Change => ({ box: 'sealed', key })))
	}
}
