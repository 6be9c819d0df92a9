// What can come as a sheet, with the command a row becomes and where one looks afterwards.
import { says } from '../../shared/i18n'
import { commandOf } from '../../shared/schema'
import { drawnSheets } from '../room/ledgers'

export interface Kind {
	kind: string
	label: string
	note: string
	needs: string
	/** Page that shows what was imported. */
	page: string
}

const ALL: Kind[] = [
	{ kind: 'region', label: says('Regions'), note: says('Code, code above, level, name, kind; down to grids and buildings.'), needs: 'region.add', page: '/territory' },
	{ kind: 'household', label: says('Households'), note: says('One row for each door.'), needs: 'household.add', page: '/households' },
	{ kind: 'resident', label: says('Residents'), note: says('One row for each person, with the household.'), needs: 'resident.add', page: '/households' },
	{ kind: 'visit', label: says('Visits on paper'), note: says('One row for each door, from a list that was filled in by hand.'), needs: 'visit.record', page: '/sweeps' },
	{ kind: 'organisation', label: says('Organisations'), note: says('Departments, committees, property firms.'), needs: 'organisation.add', page: '/ledger/organisation' },
	{ kind: 'staff', label: says('Staff'), note: says('Accounts of those who work here.'), needs: 'account.add', page: '/accounts' },
	{ kind: 'cadre', label: says('People to be sent'), note: says('Who a unit can send to the front: name, rank, and the community where they live.'), needs: 'cadre.add', page: '/staffing/pool?of=batches' },
	{ kind: 'posting', label: says('Postings'), note: says('Who answers for which region, from when.'), needs: 'posting.add', page: '/postings' },
	...drawnSheets.map((one) => ({ ...one, note: says('One row for each entry.'), page: `/ledger/${one.kind}` })),
]
export const KINDS = ALL.filter((one) => commandOf(one.needs))
