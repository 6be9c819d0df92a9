// Printed by `lianfang print typescript`; do not edit.

export type Kind = 'text' | 'int' | 'real' | 'choice' | 'flag' | 'day' | 'at' | 'ref' | 'region' | 'json' | 'blob'
export interface Field {
  name: string
  kind: Kind
  label: string
  need?: boolean
  min?: number
  max?: number
  choices?: string[]
  secret?: 'name' | 'phone' | 'id_number' | 'text'
  to?: string
  since?: string
}
export interface Command {
  does: 'add' | 'list' | 'void' | 'write' | 'read'
  where: 'reach' | 'anywhere'
  who: string[]
  takes: Field[]
  gives: Field[]
}
export interface Room {
  label: string
  fields: Field[]
  commands: Record<string, Command>
}

export const rooms: Record<string, Room> = {
  timer: {
    label: "Timers",
    fields: [],
    commands: {
      'timer.postpone': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'name', kind: 'text', label: "Name of the timer", need: true, min: 1, max: 200 },
          { name: 'due_at', kind: 'at', label: "When to try again", need: true }
        ],
        gives: []
      }
    }
  },
  boundary: {
    label: "Boundaries",
    fields: [],
    commands: {
      'boundary.set': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'geometry', kind: 'json', label: "Boundary", need: true, min: 0, max: 262144 },
          { name: 'datum', kind: 'choice', label: "Coordinates of the source", choices: ['wgs84', 'gcj02', 'cgcs2000'] }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same", min: 1, max: 20 },
          { name: 'area_km2', kind: 'real', label: "Area, km2" },
          { name: 'positions', kind: 'int', label: "Positions" }
        ]
      },
      'boundary.drop': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  boundary_view: {
    label: "Map",
    fields: [],
    commands: {
      'boundary.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Region", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'datum', kind: 'choice', label: "Coordinates of the source", choices: ['wgs84', 'gcj02', 'cgcs2000'] },
          { name: 'west', kind: 'real', label: "West", min: -180, max: 180 },
          { name: 'south', kind: 'real', label: "South", min: -90, max: 90 },
          { name: 'east', kind: 'real', label: "East", min: -180, max: 180 },
          { name: 'north', kind: 'real', label: "North", min: -90, max: 90 },
          { name: 'area_km2', kind: 'real', label: "Area, km2" },
          { name: 'geometry', kind: 'json', label: "Boundary", min: 0, max: 262144 }
        ]
      },
      'boundary.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Region", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'datum', kind: 'choice', label: "Coordinates of the source", choices: ['wgs84', 'gcj02', 'cgcs2000'] },
          { name: 'west', kind: 'real', label: "West", min: -180, max: 180 },
          { name: 'south', kind: 'real', label: "South", min: -90, max: 90 },
          { name: 'east', kind: 'real', label: "East", min: -180, max: 180 },
          { name: 'north', kind: 'real', label: "North", min: -90, max: 90 },
          { name: 'area_km2', kind: 'real', label: "Area, km2" },
          { name: 'geometry', kind: 'json', label: "Boundary", min: 0, max: 262144 }
        ]
      }
    }
  },
  edition: {
    label: "Editions",
    fields: [],
    commands: {
      'region.edition': {
        does: 'write', where: 'reach',
        who: ['commander', 'admin'],
        takes: [
          { name: 'edition', kind: 'day', label: "Day from which the table is valid", need: true }
        ],
        gives: [
          { name: 'added', kind: 'int', label: "Added" },
          { name: 'changed', kind: 'int', label: "Renamed" },
          { name: 'same', kind: 'int', label: "Unchanged" },
          { name: 'removed', kind: 'int', label: "Removed" },
          { name: 'moved', kind: 'int', label: "Moved" },
          { name: 'recoded', kind: 'int', label: "Recoded" },
          { name: 'kept', kind: 'int', label: "Gone from the table, but people live there" },
          { name: 'levels', kind: 'json', label: "The same by level", min: 0, max: 4000 },
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 }
        ]
      }
    }
  },
  grid: {
    label: "Grids",
    fields: [],
    commands: {
      'region.grids': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Community", min: 0, max: 22 },
          { name: 'n', kind: 'int', label: "How many grids it shall have", need: true, min: 1, max: 200 },
          { name: 'valid_from', kind: 'day', label: "Valid from" }
        ],
        gives: [
          { name: 'added', kind: 'int', label: "Grids added", min: 0, max: 200 }
        ]
      },
      'region.warnings': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Grid", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'parent_name', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'households', kind: 'int', label: "Households" },
          { name: 'why', kind: 'text', label: "few or many", min: 1, max: 20 }
        ]
      }
    }
  },
  overlay: {
    label: "Overlays",
    fields: [
      { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
      { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['defence_zone', 'lockdown_zone', 'control_zone', 'office_tree', 'other'] }
    ],
    commands: {
      'overlay.add': {
        does: 'add', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['defence_zone', 'lockdown_zone', 'control_zone', 'office_tree', 'other'] }
        ],
        gives: []
      },
      'overlay.list': {
        does: 'list', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['defence_zone', 'lockdown_zone', 'control_zone', 'office_tree', 'other'] }
        ]
      },
      'overlay.void': {
        does: 'void', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'row', kind: 'text', label: "Row", need: true, min: 1, max: 64 },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 500 }
        ],
        gives: []
      },
      'overlay.member': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'overlay', kind: 'ref', label: "Overlay", need: true, min: 0, max: 64, to: 'overlay' },
          { name: 'region', kind: 'region', label: "Region of the set", need: true, min: 0, max: 22 },
          { name: 'is_in', kind: 'flag', label: "Belongs to it", need: true }
        ],
        gives: []
      },
      'overlay.members': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'admin'],
        takes: [
          { name: 'overlay', kind: 'ref', label: "Overlay", need: true, min: 0, max: 64, to: 'overlay' },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Region", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'households', kind: 'int', label: "Households" },
          { name: 'residents', kind: 'int', label: "Residents" }
        ]
      }
    }
  },
  region: {
    label: "Regions",
    fields: [],
    commands: {
      'region.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'code', kind: 'text', label: "Code", min: 2, max: 22 },
          { name: 'parent_code', kind: 'text', label: "Code of the region above", min: 2, max: 22 },
          { name: 'level', kind: 'int', label: "Level, 1 province … 9 stairwell", min: 1, max: 9 },
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
          { name: 'kind', kind: 'text', label: "Kind", min: 1, max: 40 },
          { name: 'valid_from', kind: 'day', label: "Valid from" }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same", min: 1, max: 20 },
          { name: 'key', kind: 'text', label: "Key", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Code", min: 2, max: 22 }
        ]
      }
    }
  },
  region_change: {
    label: "Changes of the territory",
    fields: [],
    commands: {
      'region.rename': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'name', kind: 'text', label: "New name", need: true, min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why, or the document it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key of the region from now on", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Its code", min: 2, max: 22 },
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 }
        ]
      },
      'region.recode': {
        does: 'write', where: 'reach',
        who: ['commander', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'code', kind: 'text', label: "New code", need: true, min: 2, max: 22 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why, or the document it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key of the region from now on", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Its code", min: 2, max: 22 },
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 }
        ]
      },
      'region.move': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'to', kind: 'region', label: "New region above", need: true, min: 0, max: 22 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why, or the document it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key of the region from now on", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Its code", min: 2, max: 22 },
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 }
        ]
      },
      'region.close': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why, or the document it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key of the region from now on", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Its code", min: 2, max: 22 },
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 }
        ]
      },
      'region.merge': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region above them", min: 0, max: 22 },
          { name: 'regions', kind: 'json', label: "Regions that become one", need: true, min: 0, max: 2000 },
          { name: 'name', kind: 'text', label: "Name of the new region", need: true, min: 1, max: 100 },
          { name: 'code', kind: 'text', label: "Its code, if it has an official one", min: 2, max: 22 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why, or the document it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key of the region from now on", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Its code", min: 2, max: 22 },
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 }
        ]
      }
    }
  },
  region_counts: {
    label: "Counts of the territory",
    fields: [],
    commands: {
      'region.counts': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'as_of', kind: 'day', label: "As of" }
        ],
        gives: [
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 0, max: 100 },
          { name: 'as_of', kind: 'day', label: "As of" },
          { name: 'regions', kind: 'json', label: "Regions below: level, kind, n", min: 0, max: 20000 },
          { name: 'households', kind: 'int', label: "Households" },
          { name: 'residents', kind: 'int', label: "Residents" },
          { name: 'vacant', kind: 'int', label: "Vacant households, today" },
          { name: 'floating', kind: 'int', label: "Floating residents, today" },
          { name: 'elsewhere', kind: 'int', label: "Registered elsewhere, today" }
        ]
      },
      'region.search': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Within", min: 0, max: 22 },
          { name: 'q', kind: 'text', label: "Part of a name, or the start of a code", need: true, min: 1, max: 60 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Code", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'kind', kind: 'text', label: "Kind", min: 1, max: 40 },
          { name: 'parent', kind: 'text', label: "Key of the region above", min: 0, max: 22 },
          { name: 'parent_name', kind: 'text', label: "Name of the region above", min: 0, max: 100 }
        ]
      }
    }
  },
  region_split: {
    label: "Splits",
    fields: [],
    commands: {
      'region.split': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'into', kind: 'json', label: "Parts: name, and households, buildings or is_rest", need: true, min: 0, max: 1048576 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why, or the document it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "done, or put_off until the day comes", min: 1, max: 20 },
          { name: 'parts', kind: 'json', label: "Parts: key, name, households", min: 0, max: 20000 }
        ]
      }
    }
  },
  region_stage: {
    label: "Staged regions",
    fields: [],
    commands: {
      'region.unstage': {
        does: 'write', where: 'reach',
        who: ['commander', 'admin'],
        takes: [],
        gives: []
      },
      'region.stage': {
        does: 'write', where: 'reach',
        who: ['commander', 'admin'],
        takes: [
          { name: 'code', kind: 'text', label: "Code", need: true, min: 2, max: 22 },
          { name: 'parent_code', kind: 'text', label: "Code of the region above", min: 2, max: 22 },
          { name: 'level', kind: 'int', label: "Level, 1 province … 5 community", need: true, min: 1, max: 5 },
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
          { name: 'kind', kind: 'text', label: "Kind", need: true, min: 1, max: 40 }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same, compared with the tree of today", min: 1, max: 20 }
        ]
      }
    }
  },
  region_view: {
    label: "Territory",
    fields: [],
    commands: {
      'region.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region above", min: 0, max: 22 },
          { name: 'as_of', kind: 'day', label: "As of" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Code", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'kind', kind: 'text', label: "Kind", min: 1, max: 40 },
          { name: 'valid_from', kind: 'day', label: "Valid from" },
          { name: 'valid_until', kind: 'day', label: "Valid until" },
          { name: 'households', kind: 'int', label: "Households" },
          { name: 'residents', kind: 'int', label: "Residents" },
          { name: 'n_children', kind: 'int', label: "Regions directly below" },
          { name: 'chief', kind: 'text', label: "Answers for it", min: 1, max: 60 },
          { name: 'has_hole', kind: 'flag', label: "Nobody answers for it" }
        ]
      },
      'region.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'as_of', kind: 'day', label: "As of" }
        ],
        gives: [
          { name: 'key', kind: 'text', label: "Key", min: 2, max: 22 },
          { name: 'code', kind: 'text', label: "Code", min: 2, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'kind', kind: 'text', label: "Kind", min: 1, max: 40 },
          { name: 'valid_from', kind: 'day', label: "Valid from" },
          { name: 'valid_until', kind: 'day', label: "Valid until" },
          { name: 'households', kind: 'int', label: "Households" },
          { name: 'residents', kind: 'int', label: "Residents" },
          { name: 'n_children', kind: 'int', label: "Regions directly below" },
          { name: 'chief', kind: 'text', label: "Answers for it", min: 1, max: 60 },
          { name: 'has_hole', kind: 'flag', label: "Nobody answers for it" },
          { name: 'path', kind: 'json', label: "Path from the province", min: 0, max: 4000 },
          { name: 'names', kind: 'json', label: "Former names", min: 0, max: 20000 },
          { name: 'links', kind: 'json', label: "What it came from and what it became", min: 0, max: 20000 }
        ]
      }
    }
  },
  account: {
    label: "Accounts",
    fields: [],
    commands: {
      'account.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", need: true, min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30, secret: 'phone' },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'lang', kind: 'choice', label: "Language", choices: ['zh-CN', 'en'] }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same", min: 1, max: 20 }
        ]
      },
      'account.edit': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30, secret: 'phone' },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'lang', kind: 'choice', label: "Language", choices: ['zh-CN', 'en'] }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same", min: 1, max: 20 }
        ]
      }
    }
  },
  account_list: {
    label: "Lists of accounts",
    fields: [],
    commands: {
      'account.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'q', kind: 'text', label: "Start of a login, or the whole name", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['active', 'disabled'] },
          { name: 'homes', kind: 'flag', label: "Families' phones as well" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30, secret: 'phone' },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['active', 'disabled'] },
          { name: 'lang', kind: 'choice', label: "Language", choices: ['zh-CN', 'en'] },
          { name: 'has_password', kind: 'flag', label: "Has signed in or can" },
          { name: 'locked_until', kind: 'at', label: "No sign-in until" },
          { name: 'postings', kind: 'json', label: "Postings open now: role, region, region_name, duty", min: 0, max: 20000 }
        ]
      },
      'account.me': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'account', kind: 'int', label: "Account", min: 1, max: 9.2233720368547758e+18 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'lang', kind: 'choice', label: "Language", choices: ['zh-CN', 'en'] },
          { name: 'postings', kind: 'json', label: "Postings open now", min: 0, max: 20000 }
        ]
      },
      'account.password': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'old', kind: 'text', label: "Present password", need: true, min: 1, max: 200, secret: 'text' },
          { name: 'new', kind: 'text', label: "New password", need: true, min: 1, max: 200, secret: 'text' }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "changed", min: 1, max: 20 }
        ]
      }
    }
  },
  account_switch: {
    label: "Switching accounts",
    fields: [],
    commands: {
      'account.disable': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "changed or same", min: 1, max: 20 }
        ]
      },
      'account.enable': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "changed or same", min: 1, max: 20 }
        ]
      },
      'account.invite': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'token', kind: 'text', label: "Token of the one-time link; shown once", min: 1, max: 60 },
          { name: 'until_at', kind: 'at', label: "Good until" }
        ]
      }
    }
  },
  answering: {
    label: "Who answers",
    fields: [],
    commands: {
      'posting.answering': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'at', kind: 'at', label: "At; absent: now" },
          { name: 'household', kind: 'ref', label: "Household; its place at that time", min: 0, max: 64, to: 'household' }
        ],
        gives: [
          { name: 'region', kind: 'text', label: "Region", min: 2, max: 22 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'kind', kind: 'text', label: "Kind", min: 1, max: 40 },
          { name: 'role', kind: 'choice', label: "Role", choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'duty', kind: 'choice', label: "Duty", choices: ['chief', 'deputy', 'member'] },
          { name: 'posting', kind: 'text', label: "Posting", min: 1, max: 64 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'order_ref', kind: 'text', label: "Order it rests on", min: 1, max: 200 },
          { name: 'is_hole', kind: 'flag', label: "Nobody answers" }
        ]
      },
      'posting.holes': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'at', kind: 'at', label: "At; absent: now" },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 6 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'region', kind: 'text', label: "Region", min: 2, max: 22 },
          { name: 'level', kind: 'int', label: "Level", min: 1, max: 9 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'kind', kind: 'text', label: "Kind", min: 1, max: 40 }
        ]
      }
    }
  },
  journal_view: {
    label: "Journal",
    fields: [],
    commands: {
      'journal.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'command', kind: 'text', label: "Command, or its first part", min: 1, max: 64 },
          { name: 'account', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'number', kind: 'text', label: "Number of the row, or the command's own id", min: 1, max: 64 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'seq', kind: 'int', label: "Number", min: 1, max: 9.2233720368547758e+18 },
          { name: 'at', kind: 'at', label: "When" },
          { name: 'id', kind: 'text', label: "The command's own id; absent: the program gave none", min: 1, max: 64 },
          { name: 'command', kind: 'text', label: "Command", min: 1, max: 64 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'login', kind: 'text', label: "Login; absent: the program", min: 1, max: 40 },
          { name: 'role', kind: 'text', label: "Role that allowed it", min: 1, max: 20 },
          { name: 'args', kind: 'json', label: "Arguments without secrets, by name", min: 0, max: 16777216 }
        ]
      },
      'journal.verify': {
        does: 'read', where: 'anywhere',
        who: ['commander', 'auditor', 'admin'],
        takes: [],
        gives: [
          { name: 'is_intact', kind: 'flag', label: "The chain holds" },
          { name: 'n', kind: 'int', label: "Rows" },
          { name: 'broken_at', kind: 'int', label: "First row that does not fit", min: 1, max: 9.2233720368547758e+18 }
        ]
      }
    }
  },
  mapping: {
    label: "Columns of sheets",
    fields: [],
    commands: {
      'mapping.keep': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'kind', kind: 'text', label: "Kind of sheet", need: true, min: 1, max: 24 },
          { name: 'headers', kind: 'json', label: "Headings, in the sheet's order", need: true, min: 0, max: 8000 },
          { name: 'map', kind: 'json', label: "Field for each heading, null for none", need: true, min: 0, max: 8000 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'mapping.list': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'kind', kind: 'text', label: "Kind of sheet", min: 1, max: 24 },
          { name: 'headers', kind: 'json', label: "Headings, in the sheet's order", min: 0, max: 8000 }
        ],
        gives: [
          { name: 'kind', kind: 'text', label: "Kind of sheet", min: 1, max: 24 },
          { name: 'headers', kind: 'json', label: "Headings, in the sheet's order", min: 0, max: 8000 },
          { name: 'map', kind: 'json', label: "Field for each heading, null for none", min: 0, max: 8000 }
        ]
      }
    }
  },
  organisation: {
    label: "Organisations",
    fields: [
      { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
      { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['department', 'street_office', 'committee', 'owners_committee', 'property_firm', 'medical', 'enterprise', 'volunteer_group', 'other', 'organisation_department', 'party_organisation'] }
    ],
    commands: {
      'organisation.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['department', 'street_office', 'committee', 'owners_committee', 'property_firm', 'medical', 'enterprise', 'volunteer_group', 'other', 'organisation_department', 'party_organisation'] }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'organisation.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'department', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['department', 'street_office', 'committee', 'owners_committee', 'property_firm', 'medical', 'enterprise', 'volunteer_group', 'other', 'organisation_department', 'party_organisation'] }
        ]
      },
      'organisation.void': {
        does: 'write', where: 'reach',
        who: ['commander', 'admin'],
        takes: [
          { name: 'organisation', kind: 'ref', label: "Organisation", need: true, min: 0, max: 64, to: 'organisation' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  posting: {
    label: "Postings",
    fields: [],
    commands: {
      'posting.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'account', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'role', kind: 'choice', label: "Role", need: true, choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'duty', kind: 'choice', label: "Duty", choices: ['chief', 'deputy', 'member'] },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'order_ref', kind: 'text', label: "Order it rests on", min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added or same", min: 1, max: 20 }
        ]
      },
      'posting.carry': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'posting', kind: 'ref', label: "Posting", need: true, min: 0, max: 64, to: 'posting' },
          { name: 'from_at', kind: 'at', label: "From", need: true }
        ],
        gives: []
      }
    }
  },
  posting_duty: {
    label: "Postings of a duty",
    fields: [],
    commands: {
      'posting.place': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'account', kind: 'int', label: "Number of the account", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'role', kind: 'choice', label: "Role", need: true, choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'duty', kind: 'choice', label: "Duty", choices: ['chief', 'deputy', 'member'] },
          { name: 'from_at', kind: 'at', label: "From", need: true },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'order_ref', kind: 'text', label: "Order it rests on", need: true, min: 1, max: 200 }
        ],
        gives: []
      },
      'posting.release': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'posting', kind: 'ref', label: "Posting", need: true, min: 0, max: 64, to: 'posting' },
          { name: 'at', kind: 'at', label: "When", need: true }
        ],
        gives: []
      }
    }
  },
  posting_end: {
    label: "Ends of postings",
    fields: [],
    commands: {
      'posting.end': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'posting', kind: 'ref', label: "Posting", need: true, min: 0, max: 64, to: 'posting' },
          { name: 'at', kind: 'at', label: "When; absent: now" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  posting_list: {
    label: "Lists of postings",
    fields: [],
    commands: {
      'posting.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'at', kind: 'at', label: "At; absent: now" },
          { name: 'from_at', kind: 'at', label: "Any time from" },
          { name: 'until_at', kind: 'at', label: "Any time until" },
          { name: 'role', kind: 'choice', label: "Role", choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'account', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'is_all', kind: 'flag', label: "Those that ended or are to come as well" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'posting', kind: 'text', label: "Posting", min: 1, max: 64 },
          { name: 'account', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'role', kind: 'choice', label: "Role", choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'duty', kind: 'choice', label: "Duty", choices: ['chief', 'deputy', 'member'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 0, max: 9 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'order_ref', kind: 'text', label: "Order it rests on", min: 1, max: 200 }
        ]
      },
      'posting.mine': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'posting', kind: 'text', label: "Posting", min: 1, max: 64 },
          { name: 'account', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'role', kind: 'choice', label: "Role", choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'duty', kind: 'choice', label: "Duty", choices: ['chief', 'deputy', 'member'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 0, max: 9 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'order_ref', kind: 'text', label: "Order it rests on", min: 1, max: 200 }
        ]
      }
    }
  },
  device: {
    label: "Phones of the staff",
    fields: [],
    commands: {
      'device.invite': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 }
        ],
        gives: [
          { name: 'device', kind: 'int', label: "Phone", min: 1, max: 9.2233720368547758e+18 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'token', kind: 'text', label: "Token in the QR code; shown once", min: 1, max: 60 },
          { name: 'url_path', kind: 'text', label: "Address in the QR code, without the host", min: 1, max: 100 },
          { name: 'until_at', kind: 'at', label: "Good until" }
        ]
      },
      'device.enrolled': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'token_hash', kind: 'text', label: "Hash of the token in the QR code", need: true, min: 64, max: 64 },
          { name: 'session_hash', kind: 'text', label: "Hash of the token of the session", need: true, min: 64, max: 64 },
          { name: 'label', kind: 'text', label: "What kind of phone", min: 1, max: 100 },
          { name: 'until_at', kind: 'at', label: "Good until", need: true }
        ],
        gives: []
      }
    }
  },
  device_list: {
    label: "Phones: list and end",
    fields: [],
    commands: {
      'device.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'state', kind: 'choice', label: "State", choices: ['invited', 'expired', 'open', 'ended'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'device', kind: 'int', label: "Phone", min: 1, max: 9.2233720368547758e+18 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'label', kind: 'text', label: "What kind of phone", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['invited', 'expired', 'open', 'ended'] },
          { name: 'enrolled_at', kind: 'at', label: "Enrolled" },
          { name: 'seen_at', kind: 'at', label: "Last seen" },
          { name: 'until_at', kind: 'at', label: "Good until" },
          { name: 'ended_at', kind: 'at', label: "Ended" },
          { name: 'n_pushed', kind: 'int', label: "Records received from it" }
        ]
      },
      'device.end': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'device', kind: 'int', label: "Phone", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  session: {
    label: "Sessions",
    fields: [],
    commands: {
      'session.open': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'account', kind: 'int', label: "Account", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'token_hash', kind: 'text', label: "Hash of the token", need: true, min: 64, max: 64 },
          { name: 'csrf', kind: 'text', label: "CSRF token", need: true, min: 0, max: 43, secret: 'text' },
          { name: 'is_bearer', kind: 'flag', label: "A program's", need: true },
          { name: 'label', kind: 'text', label: "What it is for", min: 1, max: 100 },
          { name: 'until_at', kind: 'at', label: "Good until", need: true }
        ],
        gives: []
      },
      'session.failed': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'account', kind: 'int', label: "Account", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'session.link': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'account', kind: 'int', label: "Account", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'token_hash', kind: 'text', label: "Hash of the token", need: true, min: 64, max: 64 },
          { name: 'until_at', kind: 'at', label: "Good until", need: true }
        ],
        gives: []
      },
      'session.link_used': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'token_hash', kind: 'text', label: "Hash of the token", need: true, min: 64, max: 64 },
          { name: 'password_hash', kind: 'text', label: "Argon2id", need: true, min: 1, max: 128, secret: 'text' }
        ],
        gives: []
      },
      'session.password_set': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'account', kind: 'int', label: "Account", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'password_hash', kind: 'text', label: "Argon2id", need: true, min: 1, max: 128, secret: 'text' }
        ],
        gives: []
      }
    }
  },
  session_own: {
    label: "Own sessions",
    fields: [],
    commands: {
      'session.list': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'session', kind: 'int', label: "Session", min: 1, max: 9.2233720368547758e+18 },
          { name: 'label', kind: 'text', label: "What it is for", min: 1, max: 100 },
          { name: 'is_bearer', kind: 'flag', label: "A program's" },
          { name: 'from_at', kind: 'at', label: "Opened" },
          { name: 'until_at', kind: 'at', label: "Good until" }
        ]
      },
      'session.end': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'session', kind: 'int', label: "Session; absent: all of one's own", min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: [
          { name: 'ended', kind: 'int', label: "Sessions ended" }
        ]
      },
      'session.token': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'label', kind: 'text', label: "What it is for", need: true, min: 1, max: 100 },
          { name: 'days', kind: 'int', label: "Days it is good", need: true, min: 1, max: 366 }
        ],
        gives: [
          { name: 'token', kind: 'text', label: "Token; shown once", min: 1, max: 60 },
          { name: 'until_at', kind: 'at', label: "Good until" }
        ]
      }
    }
  },
  setting: {
    label: "Settings",
    fields: [],
    commands: {
      'setting.set': {
        does: 'write', where: 'reach',
        who: ['admin'],
        takes: [
          { name: 'name', kind: 'choice', label: "Setting", need: true, choices: ['map.tiles', 'map.attribution', 'map.crs'] },
          { name: 'value', kind: 'text', label: "Value; absent: none", min: 1, max: 200 }
        ],
        gives: []
      },
      'setting.list': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'name', kind: 'choice', label: "Setting", choices: ['map.tiles', 'map.attribution', 'map.crs'] },
          { name: 'value', kind: 'text', label: "Value", min: 1, max: 600 },
          { name: 'seq', kind: 'int', label: "Command" }
        ]
      }
    }
  },
  viewing: {
    label: "Viewing as another",
    fields: [],
    commands: {
      'account.view': {
        does: 'write', where: 'anywhere',
        who: ['commander', 'officer'],
        takes: [
          { name: 'login', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'purpose', kind: 'text', label: "Purpose", need: true, min: 2, max: 200 }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'until_at', kind: 'at', label: "Until" }
        ]
      },
      'account.view_end': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'ended', kind: 'int', label: "Viewings ended" }
        ]
      },
      'account.viewers': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'login', kind: 'text', label: "Who looked", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'purpose', kind: 'text', label: "Purpose", min: 1, max: 200 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" }
        ]
      }
    }
  },
  cadre: {
    label: "Cadres",
    fields: [],
    commands: {
      'cadre.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'department', 'admin'],
        takes: [
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 100 },
          { name: 'name', kind: 'text', label: "Full name", need: true, min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", need: true, min: 5, max: 30, secret: 'phone' },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'rank', kind: 'choice', label: "Rank", need: true, choices: ['bureau', 'division', 'section', 'clerk'] },
          { name: 'is_member', kind: 'flag', label: "Party member", need: true },
          { name: 'residence', kind: 'text', label: "Lives in (community)", need: true, min: 1, max: 100 },
          { name: 'batch', kind: 'text', label: "Batch", need: true, min: 1, max: 40 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  cadre_batch: {
    label: "Batches of cadres",
    fields: [],
    commands: {
      'cadre.approve': {
        does: 'write', where: 'reach',
        who: ['commander', 'department', 'admin'],
        takes: [
          { name: 'batch', kind: 'text', label: "Batch", need: true, min: 1, max: 40 },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' }
        ],
        gives: [
          { name: 'n', kind: 'int', label: "People", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'cadre.refuse': {
        does: 'write', where: 'reach',
        who: ['commander', 'department', 'admin'],
        takes: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", min: 0, max: 64, to: 'cadre' },
          { name: 'batch', kind: 'text', label: "Batch", min: 1, max: 40 },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: [
          { name: 'n', kind: 'int', label: "People", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'cadre.void': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'department', 'admin'],
        takes: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", need: true, min: 0, max: 64, to: 'cadre' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: [
          { name: 'n', kind: 'int', label: "People", min: 0, max: 9.2233720368547758e+18 }
        ]
      }
    }
  },
  cadre_list: {
    label: "Cadres seen",
    fields: [],
    commands: {
      'cadre.batches': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'department', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 200 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'batch', kind: 'text', label: "Batch", min: 1, max: 40 },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region', kind: 'text', label: "Place of the unit", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'n', kind: 'int', label: "People", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_approved', kind: 'int', label: "Approved", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_refused', kind: 'int', label: "Refused", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_members', kind: 'int', label: "Approved party members", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_division', kind: 'int', label: "Approved of division rank", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_bureau', kind: 'int', label: "Approved of bureau rank", min: 0, max: 9.2233720368547758e+18 },
          { name: 'uploaded_at', kind: 'at', label: "Uploaded" },
          { name: 'state', kind: 'choice', label: "State", choices: ['uploaded', 'partly', 'approved', 'rejected'] },
          { name: 'may_decide', kind: 'flag', label: "You decide about it" }
        ]
      },
      'cadre.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'department', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'batch', kind: 'text', label: "Batch", min: 1, max: 40 },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' },
          { name: 'state', kind: 'choice', label: "State", choices: ['uploaded', 'approved', 'rejected', 'void'] },
          { name: 'q', kind: 'text', label: "Whole name or phone", min: 1, max: 60 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", min: 0, max: 64, to: 'cadre' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30, secret: 'phone' },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'batch', kind: 'text', label: "Batch", min: 1, max: 40 },
          { name: 'rank', kind: 'choice', label: "Rank", choices: ['bureau', 'division', 'section', 'clerk'] },
          { name: 'is_member', kind: 'flag', label: "Party member" },
          { name: 'residence', kind: 'text', label: "Lives in (community)", min: 0, max: 22 },
          { name: 'residence_name', kind: 'text', label: "Name of that community", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['uploaded', 'approved', 'rejected', 'void'] },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 }
        ]
      }
    }
  },
  deployment: {
    label: "Deployments",
    fields: [],
    commands: {
      'deployment.call_up': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", need: true, min: 0, max: 64, to: 'cadre' },
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'ask', kind: 'ref', label: "Request it answers", min: 0, max: 64, to: 'deployment_ask' },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until", need: true },
          { name: 'work', kind: 'text', label: "Work to do", need: true, min: 1, max: 200 }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 }
        ]
      }
    }
  },
  deployment_clear: {
    label: "Clearances",
    fields: [],
    commands: {
      'deployment.clear': {
        does: 'write', where: 'reach',
        who: ['commander'],
        takes: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", need: true, min: 0, max: 64, to: 'cadre' },
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 }
        ],
        gives: []
      },
      'deployment.clear_ask': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", need: true, min: 0, max: 64, to: 'cadre' },
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'work', kind: 'text', label: "Work to do", need: true, min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'deployment.clear_refuse': {
        does: 'write', where: 'reach',
        who: ['commander'],
        takes: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", need: true, min: 0, max: 64, to: 'cadre' },
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      },
      'deployment.clearances': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['asked', 'cleared', 'refused'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", min: 0, max: 64, to: 'cadre' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'rank', kind: 'choice', label: "Rank", choices: ['bureau', 'division', 'section', 'clerk'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'work', kind: 'text', label: "Work to do", min: 1, max: 200 },
          { name: 'state', kind: 'choice', label: "State", choices: ['asked', 'cleared', 'refused'] },
          { name: 'asked_by_name', kind: 'text', label: "Who asked", min: 1, max: 60 },
          { name: 'asked_at', kind: 'at', label: "Asked" },
          { name: 'decided_by_name', kind: 'text', label: "Who decided", min: 1, max: 60 },
          { name: 'decided_at', kind: 'at', label: "Decided" },
          { name: 'reason', kind: 'text', label: "Why it was refused", min: 1, max: 200 },
          { name: 'may_decide', kind: 'flag', label: "You decide about it" }
        ]
      }
    }
  },
  deployment_ask: {
    label: "Requests for people",
    fields: [],
    commands: {
      'deployment.ask': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'n', kind: 'int', label: "People asked for", need: true, min: 1, max: 500 },
          { name: 'work', kind: 'text', label: "Work to do", need: true, min: 1, max: 200 },
          { name: 'from_at', kind: 'at', label: "From", need: true },
          { name: 'until_at', kind: 'at', label: "Until", need: true }
        ],
        gives: []
      },
      'deployment.asks': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'filled', 'over'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'ask', kind: 'ref', label: "Request", min: 0, max: 64, to: 'deployment_ask' },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'n', kind: 'int', label: "People asked for", min: 0, max: 500 },
          { name: 'n_filled', kind: 'int', label: "People who came", min: 0, max: 500 },
          { name: 'work', kind: 'text', label: "Work to do", min: 1, max: 200 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'filled', 'over'] }
        ]
      },
      'deployment.pool': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'work', kind: 'text', label: "Work to do", min: 1, max: 200 },
          { name: 'q', kind: 'text', label: "Whole name or phone", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['free', 'deployed', 'on_leave'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'cadre', kind: 'ref', label: "Person of a roster", min: 0, max: 64, to: 'cadre' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'rank', kind: 'choice', label: "Rank", choices: ['bureau', 'division', 'section', 'clerk'] },
          { name: 'residence', kind: 'text', label: "Lives in (community)", min: 0, max: 22 },
          { name: 'residence_name', kind: 'text', label: "Name of that community", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['free', 'deployed', 'on_leave'] },
          { name: 'needs_clearance', kind: 'flag', label: "Lives where he would serve" },
          { name: 'is_cleared', kind: 'flag', label: "Cleared by the district's headquarters" },
          { name: 'is_asked', kind: 'flag', label: "Headquarters has been asked" }
        ]
      }
    }
  },
  deployment_post: {
    label: "Posts of the deployed",
    fields: [],
    commands: {
      'deployment.assign': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'deployment', kind: 'ref', label: "Deployment", need: true, min: 0, max: 64, to: 'deployment' },
          { name: 'role', kind: 'choice', label: "Role", need: true, choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'post', kind: 'text', label: "Post there", need: true, min: 1, max: 100 },
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' }
        ],
        gives: []
      },
      'deployment.return': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'deployment', kind: 'ref', label: "Deployment", need: true, min: 0, max: 64, to: 'deployment' },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: []
      },
      'deployment.over': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number of the deployment", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  deployment_leave: {
    label: "Leave of the deployed",
    fields: [],
    commands: {
      'deployment.leave': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'reason', kind: 'text', label: "Reason of the leave", need: true, min: 1, max: 500, secret: 'text' },
          { name: 'deployment', kind: 'ref', label: "Deployment", need: true, min: 0, max: 64, to: 'deployment' },
          { name: 'from_day', kind: 'day', label: "First day", need: true },
          { name: 'until_day', kind: 'day', label: "Last day", need: true },
          { name: 'device_at', kind: 'at', label: "When it was written on the phone" }
        ],
        gives: []
      },
      'deployment.leave_unit': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'department'],
        takes: [
          { name: 'leave', kind: 'ref', label: "Leave", need: true, min: 0, max: 64, to: 'deployment_leave' }
        ],
        gives: []
      },
      'deployment.leave_grant': {
        does: 'write', where: 'reach',
        who: ['commander', 'department'],
        takes: [
          { name: 'leave', kind: 'ref', label: "Leave", need: true, min: 0, max: 64, to: 'deployment_leave' }
        ],
        gives: []
      },
      'deployment.leave_refuse': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'department'],
        takes: [
          { name: 'leave', kind: 'ref', label: "Leave", need: true, min: 0, max: 64, to: 'deployment_leave' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      },
      'deployment.leave_look': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number of the leave", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  deployment_leaves: {
    label: "Leave seen",
    fields: [],
    commands: {
      'deployment.leaves': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'department'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['asked', 'pending', 'granted', 'refused'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'leave', kind: 'ref', label: "Leave", min: 0, max: 64, to: 'deployment_leave' },
          { name: 'deployment', kind: 'ref', label: "Deployment", min: 0, max: 64, to: 'deployment' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "First day" },
          { name: 'until_day', kind: 'day', label: "Last day" },
          { name: 'reason', kind: 'text', label: "Reason of the leave", min: 1, max: 500 },
          { name: 'state', kind: 'choice', label: "State", choices: ['asked', 'pending', 'granted', 'refused'] },
          { name: 'asked_at', kind: 'at', label: "Asked" },
          { name: 'unit_at', kind: 'at', label: "Signed by the unit" },
          { name: 'unit_name', kind: 'text', label: "Who signed for the unit", min: 1, max: 60 },
          { name: 'granted_at', kind: 'at', label: "Decided" },
          { name: 'granted_name', kind: 'text', label: "Who decided", min: 1, max: 60 },
          { name: 'refused_reason', kind: 'text', label: "Why it was refused", min: 1, max: 200 },
          { name: 'may_unit', kind: 'flag', label: "You sign for the unit" },
          { name: 'may_grant', kind: 'flag', label: "You decide about it" }
        ]
      }
    }
  },
  deployment_list: {
    label: "The deployed",
    fields: [],
    commands: {
      'deployment.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'department'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['waiting', 'open', 'on_leave', 'returned', 'over'] },
          { name: 'q', kind: 'text', label: "Whole name or phone", min: 1, max: 60 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'deployment', kind: 'ref', label: "Deployment", min: 0, max: 64, to: 'deployment' },
          { name: 'cadre', kind: 'ref', label: "Person of a roster", min: 0, max: 64, to: 'cadre' },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'work', kind: 'text', label: "Work to do", min: 1, max: 200 },
          { name: 'role', kind: 'choice', label: "Role", choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'post', kind: 'text', label: "Post there", min: 1, max: 100 },
          { name: 'team', kind: 'text', label: "Team", min: 1, max: 64 },
          { name: 'team_name', kind: 'text', label: "Name of the team", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'state', kind: 'choice', label: "State", choices: ['waiting', 'open', 'on_leave', 'returned', 'over'] },
          { name: 'ended_at', kind: 'at', label: "Ended" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ]
      },
      'deployment.mine': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'deployment', kind: 'ref', label: "Deployment", min: 0, max: 64, to: 'deployment' },
          { name: 'cadre', kind: 'ref', label: "Person of a roster", min: 0, max: 64, to: 'cadre' },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'work', kind: 'text', label: "Work to do", min: 1, max: 200 },
          { name: 'role', kind: 'choice', label: "Role", choices: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident', 'auditor', 'admin'] },
          { name: 'post', kind: 'text', label: "Post there", min: 1, max: 100 },
          { name: 'team', kind: 'text', label: "Team", min: 1, max: 64 },
          { name: 'team_name', kind: 'text', label: "Name of the team", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'state', kind: 'choice', label: "State", choices: ['waiting', 'open', 'on_leave', 'returned', 'over'] },
          { name: 'ended_at', kind: 'at', label: "Ended" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'leaves', kind: 'json', label: "Leave: leave, from_day, until_day, state, refused_reason", min: 0, max: 20000 }
        ]
      }
    }
  },
  deployment_count: {
    label: "Statistics of the deployed",
    fields: [],
    commands: {
      'deployment.statistics': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'department', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'n', kind: 'int', label: "Approved people", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_members', kind: 'int', label: "Of them party members", min: 0, max: 9.2233720368547758e+18 },
          { name: 'share_members', kind: 'real', label: "Share of party members", min: 0, max: 1 },
          { name: 'n_division', kind: 'int', label: "Of division rank", min: 0, max: 9.2233720368547758e+18 },
          { name: 'share_division', kind: 'real', label: "Share of division rank", min: 0, max: 1 },
          { name: 'n_bureau', kind: 'int', label: "Of bureau rank", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_units', kind: 'int', label: "Units", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_batches', kind: 'int', label: "Batches", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_deployed', kind: 'int', label: "People at the front now", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_communities', kind: 'int', label: "Communities they serve in", min: 0, max: 9.2233720368547758e+18 },
          { name: 'batches', kind: 'json', label: "Batches: batch, n, n_members, n_units", min: 0, max: 100000 },
          { name: 'units', kind: 'json', label: "Units: organisation, name, n, n_members, n_division, n_bureau", min: 0, max: 1000000 }
        ]
      }
    }
  },
  liaison: {
    label: "Liaison",
    fields: [],
    commands: {
      'liaison.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'leader', kind: 'text', label: "Login of the leader", min: 2, max: 40 },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' },
          { name: 'functions', kind: 'json', label: "Joint functions", need: true, min: 0, max: 200 }
        ],
        gives: []
      },
      'liaison.end': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'liaison', kind: 'ref', label: "Pairing", need: true, min: 0, max: 64, to: 'liaison' },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: []
      },
      'liaison.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'liaison', kind: 'ref', label: "Pairing", min: 0, max: 64, to: 'liaison' },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'leader', kind: 'text', label: "Login of the leader", min: 2, max: 40 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'functions', kind: 'json', label: "Joint functions", min: 0, max: 200 }
        ]
      },
      'liaison.counts': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'leaders', kind: 'int', label: "Linked leaders", min: 0, max: 9.2233720368547758e+18 },
          { name: 'units', kind: 'int', label: "Units", min: 0, max: 9.2233720368547758e+18 },
          { name: 'streets', kind: 'int', label: "Streets and towns", min: 0, max: 9.2233720368547758e+18 },
          { name: 'villages', kind: 'int', label: "Villages", min: 0, max: 9.2233720368547758e+18 },
          { name: 'communities', kind: 'int', label: "Communities", min: 0, max: 9.2233720368547758e+18 },
          { name: 'grid_workers', kind: 'int', label: "Grid workers", min: 0, max: 9.2233720368547758e+18 },
          { name: 'cadres', kind: 'int', label: "People at the front now", min: 0, max: 9.2233720368547758e+18 }
        ]
      }
    }
  },
  team: {
    label: "Teams",
    fields: [],
    commands: {
      'team.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['temporary_branch', 'squad', 'checkpoint_group', 'screening_group', 'supply_group', 'grand_committee', 'volunteer_group', 'other'] },
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'organisation', kind: 'ref', label: "Organisation", min: 0, max: 64, to: 'organisation' }
        ],
        gives: []
      },
      'team.join': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'team', kind: 'ref', label: "Team", need: true, min: 0, max: 64, to: 'team' },
          { name: 'account', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'role', kind: 'choice', label: "Role in the team", need: true, choices: ['leader', 'deputy', 'secretary', 'member'] },
          { name: 'part', kind: 'choice', label: "Group of the squad", choices: ['guard', 'screening', 'supplies'] },
          { name: 'from', kind: 'choice', label: "Comes from", choices: ['unit', 'branch', 'owners', 'property', 'community', 'volunteer'] },
          { name: 'is_linked_leader', kind: 'flag', label: "Linked leader" },
          { name: 'rank', kind: 'choice', label: "Rank", choices: ['bureau', 'division', 'section', 'clerk'] }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same", min: 1, max: 20 },
          { name: 'faults', kind: 'json', label: "What the team still lacks", min: 0, max: 200 }
        ]
      },
      'team.part': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'team', kind: 'ref', label: "Team", need: true, min: 0, max: 64, to: 'team' },
          { name: 'account', kind: 'text', label: "Login", need: true, min: 2, max: 40 }
        ],
        gives: [
          { name: 'outcome', kind: 'text', label: "added, changed or same", min: 1, max: 20 },
          { name: 'faults', kind: 'json', label: "What the team still lacks", min: 0, max: 200 }
        ]
      },
      'team.void': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'team', kind: 'ref', label: "Team", need: true, min: 0, max: 64, to: 'team' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  team_list: {
    label: "Teams seen",
    fields: [],
    commands: {
      'team.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['temporary_branch', 'squad', 'checkpoint_group', 'screening_group', 'supply_group', 'grand_committee', 'volunteer_group', 'other'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['temporary_branch', 'squad', 'checkpoint_group', 'screening_group', 'supply_group', 'grand_committee', 'volunteer_group', 'other'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'n_members', kind: 'int', label: "Members", min: 0, max: 9.2233720368547758e+18 },
          { name: 'faults', kind: 'json', label: "What the team still lacks", min: 0, max: 200 }
        ]
      },
      'team.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department'],
        takes: [
          { name: 'team', kind: 'ref', label: "Team", need: true, min: 0, max: 64, to: 'team' }
        ],
        gives: [
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['temporary_branch', 'squad', 'checkpoint_group', 'screening_group', 'supply_group', 'grand_committee', 'volunteer_group', 'other'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'organisation', kind: 'text', label: "Organisation", min: 1, max: 64 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'n_members', kind: 'int', label: "Members", min: 0, max: 9.2233720368547758e+18 },
          { name: 'faults', kind: 'json', label: "What the team still lacks", min: 0, max: 200 },
          { name: 'members', kind: 'json', label: "Members: login, name, organisation_name, role, part, from, rank, is_linked_leader, joined_at", min: 0, max: 100000 }
        ]
      }
    }
  },
  binding: {
    label: "Phones of families",
    fields: [],
    commands: {
      'binding.code': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'resident'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'relation', kind: 'choice', label: "Who will act", choices: ['self', 'relative', 'neighbour', 'building_leader'] },
          { name: 'consent', kind: 'choice', label: "How the household agreed", choices: ['door', 'phone', 'paper', 'page'] },
          { name: 'agreed_on', kind: 'day', label: "When it agreed" }
        ],
        gives: [
          { name: 'code', kind: 'text', label: "Six-digit code; shown once", min: 6, max: 6 },
          { name: 'until_at', kind: 'at', label: "Good until" }
        ]
      },
      'binding.card': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'households', kind: 'json', label: "Households, at most 200", need: true, min: 0, max: 20000 }
        ],
        gives: [
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'token', kind: 'text', label: "Token of the card; shown once", min: 1, max: 60 },
          { name: 'code', kind: 'text', label: "Six-digit code on the card", min: 6, max: 6 },
          { name: 'until_at', kind: 'at', label: "Its code is good until" }
        ]
      }
    }
  },
  binding_list: {
    label: "Phones of a household",
    fields: [],
    commands: {
      'binding.list': {
        does: 'read', where: 'reach',
        who: ['officer', 'grid_worker', 'resident'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' }
        ],
        gives: [
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['phone', 'card', 'code'] },
          { name: 'number', kind: 'int', label: "Number", min: 1, max: 9.2233720368547758e+18 },
          { name: 'relation', kind: 'choice', label: "Who acts", choices: ['self', 'relative', 'neighbour', 'building_leader'] },
          { name: 'consent', kind: 'choice', label: "How the household agreed", choices: ['door', 'phone', 'paper', 'page'] },
          { name: 'agreed_on', kind: 'day', label: "When it agreed" },
          { name: 'label', kind: 'text', label: "What the phone calls itself", min: 1, max: 60 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Good until" },
          { name: 'ended_at', kind: 'at', label: "Ended" },
          { name: 'is_own', kind: 'flag', label: "This phone" }
        ]
      },
      'binding.end': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'resident'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'number', kind: 'int', label: "Number of the phone, card or code", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  binding_try: {
    label: "Binding a phone",
    fields: [],
    commands: {
      'binding.try': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'household', kind: 'int', label: "Household", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'code_hash', kind: 'text', label: "Keyed hash of household and code", min: 16, max: 16, secret: 'text' },
          { name: 'card_hash', kind: 'text', label: "Hash of the card's token", min: 64, max: 64, secret: 'text' },
          { name: 'token_hash', kind: 'text', label: "Hash of the phone's token", need: true, min: 64, max: 64 },
          { name: 'label', kind: 'text', label: "What the phone calls itself", min: 1, max: 60 },
          { name: 'until_at', kind: 'at', label: "Good until", need: true }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['bound', 'wrong', 'locked'] },
          { name: 'relation', kind: 'choice', label: "Who acts", choices: ['self', 'relative', 'neighbour', 'building_leader'] },
          { name: 'wait_ms', kind: 'int', label: "Until the next try, ms" }
        ]
      },
      'binding.expire': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [],
        gives: []
      },
      'binding.expired': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'n_phones', kind: 'int', label: "Phones deleted", need: true, min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_keys', kind: 'int', label: "Codes and cards deleted", need: true, min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  complaint: {
    label: "Complaints",
    fields: [],
    commands: {
      'complaint.file': {
        does: 'write', where: 'anywhere',
        who: ['signed_in', 'anyone'],
        takes: [
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['complaint', 'suggestion', 'problem'] },
          { name: 'text', kind: 'text', label: "What it is", need: true, min: 1, max: 1000, secret: 'text' },
          { name: 'contact', kind: 'text', label: "How to reach you", min: 1, max: 100, secret: 'text' },
          { name: 'group', kind: 'text', label: "Token of the group's link", min: 1, max: 64, secret: 'text' },
          { name: 'page', kind: 'text', label: "Page it is filed on", min: 0, max: 200 },
          { name: 'channel', kind: 'choice', label: "How it came", choices: ['page', 'phone', 'paper'] },
          { name: 'household', kind: 'ref', label: "Household it is from", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'number', kind: 'text', label: "Number of the complaint", min: 1, max: 20 },
          { name: 'secret', kind: 'text', label: "Word that opens it; shown once", min: 8, max: 8 },
          { name: 'due_at', kind: 'at', label: "To be answered by" }
        ]
      },
      'complaint.climb': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number of the complaint", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'complaint.forget': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number of the complaint", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  complaint_desk: {
    label: "Complaints answered",
    fields: [],
    commands: {
      'complaint.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'answered'] },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['complaint', 'suggestion', 'problem'] },
          { name: 'is_overdue', kind: 'flag', label: "Only what is overdue" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'complaint', kind: 'ref', label: "Complaint", min: 0, max: 64, to: 'complaint' },
          { name: 'number', kind: 'text', label: "Number of the complaint", min: 1, max: 20 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['complaint', 'suggestion', 'problem'] },
          { name: 'text', kind: 'text', label: "What it is", min: 1, max: 1000 },
          { name: 'contact', kind: 'text', label: "How to reach the person", min: 1, max: 100, secret: 'text' },
          { name: 'page', kind: 'text', label: "Page it was filed on", min: 0, max: 200 },
          { name: 'channel', kind: 'choice', label: "How it came", choices: ['page', 'phone', 'paper'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'owner', kind: 'text', label: "Region whose answerer has it now", min: 0, max: 22 },
          { name: 'owner_name', kind: 'text', label: "Who has it now", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'answered'] },
          { name: 'at', kind: 'at', label: "Filed" },
          { name: 'due_at', kind: 'at', label: "To be answered by" },
          { name: 'is_overdue', kind: 'flag', label: "Overdue" },
          { name: 'n_climbs', kind: 'int', label: "Levels it climbed" },
          { name: 'answer', kind: 'text', label: "Answer", min: 1, max: 1000 },
          { name: 'answered_at', kind: 'at', label: "Answered" },
          { name: 'answered_by', kind: 'text', label: "Answered by", min: 1, max: 40 }
        ]
      },
      'complaint.open': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department'],
        takes: [
          { name: 'complaint', kind: 'ref', label: "Complaint", need: true, min: 0, max: 64, to: 'complaint' }
        ],
        gives: [
          { name: 'contact', kind: 'text', label: "How to reach the person", min: 1, max: 100, secret: 'text' }
        ]
      },
      'complaint.answer': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'department'],
        takes: [
          { name: 'text', kind: 'text', label: "Answer", need: true, min: 1, max: 1000, secret: 'text' },
          { name: 'complaint', kind: 'ref', label: "Complaint", need: true, min: 0, max: 64, to: 'complaint' }
        ],
        gives: []
      },
      'complaint.mine': {
        does: 'read', where: 'anywhere',
        who: ['signed_in', 'anyone'],
        takes: [
          { name: 'number', kind: 'text', label: "Number of the complaint", min: 1, max: 20 },
          { name: 'secret', kind: 'text', label: "Word that opens it", min: 1, max: 20, secret: 'text' }
        ],
        gives: [
          { name: 'complaint', kind: 'ref', label: "Complaint", min: 0, max: 64, to: 'complaint' },
          { name: 'number', kind: 'text', label: "Number of the complaint", min: 1, max: 20 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['complaint', 'suggestion', 'problem'] },
          { name: 'text', kind: 'text', label: "What it is", min: 1, max: 1000 },
          { name: 'contact', kind: 'text', label: "How to reach the person", min: 1, max: 100, secret: 'text' },
          { name: 'page', kind: 'text', label: "Page it was filed on", min: 0, max: 200 },
          { name: 'channel', kind: 'choice', label: "How it came", choices: ['page', 'phone', 'paper'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'owner', kind: 'text', label: "Region whose answerer has it now", min: 0, max: 22 },
          { name: 'owner_name', kind: 'text', label: "Who has it now", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'answered'] },
          { name: 'at', kind: 'at', label: "Filed" },
          { name: 'due_at', kind: 'at', label: "To be answered by" },
          { name: 'is_overdue', kind: 'flag', label: "Overdue" },
          { name: 'n_climbs', kind: 'int', label: "Levels it climbed" },
          { name: 'answer', kind: 'text', label: "Answer", min: 1, max: 1000 },
          { name: 'answered_at', kind: 'at', label: "Answered" },
          { name: 'answered_by', kind: 'text', label: "Answered by", min: 1, max: 40 }
        ]
      }
    }
  },
  family: {
    label: "Page of the family",
    fields: [],
    commands: {
      'family.home': {
        does: 'read', where: 'reach',
        who: ['resident'],
        takes: [],
        gives: [
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'relation', kind: 'text', label: "Who acts: self, relative, neighbour, building_leader", min: 1, max: 30 },
          { name: 'is_agent', kind: 'flag', label: "It is an agent" },
          { name: 'path', kind: 'json', label: "What the door lies in", min: 0, max: 4000 },
          { name: 'worker', kind: 'json', label: "Grid worker: name, phone", min: 0, max: 1000 },
          { name: 'sweeps', kind: 'json', label: "What is asked: sweep, title, day, until_day, kind, target, state, questions, is_done, is_disputed, people", min: 0, max: 1048576 },
          { name: 'people', kind: 'json', label: "Residents, masked: resident, name", min: 0, max: 65536 }
        ]
      }
    }
  },
  family_kept: {
    label: "What is kept of a household",
    fields: [],
    commands: {
      'family.kept': {
        does: 'read', where: 'reach',
        who: ['officer', 'resident'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household; absent: one's own", min: 0, max: 64, to: 'household' }
        ],
        gives: [
          { name: 'rows', kind: 'json', label: "What is kept: what, fields, why, until, n", min: 0, max: 65536 },
          { name: 'lookers', kind: 'json', label: "Who looked: at, role, unit, purpose, duty_number", min: 0, max: 1048576 },
          { name: 'agents', kind: 'json', label: "Who acted: relation, from_at, until_at, ended_at, n", min: 0, max: 65536 }
        ]
      }
    }
  },
  group: {
    label: "Links for building groups",
    fields: [],
    commands: {
      'group.link': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Grid, compound, building or stairwell", need: true, min: 0, max: 22 }
        ],
        gives: [
          { name: 'token', kind: 'text', label: "Token", min: 32, max: 32 },
          { name: 'url_path', kind: 'text', label: "Address on this server", min: 1, max: 100 },
          { name: 'name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'made_at', kind: 'at', label: "Made" }
        ]
      },
      'group.end': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Grid, compound, building or stairwell", need: true, min: 0, max: 22 }
        ],
        gives: []
      },
      'group.open': {
        does: 'read', where: 'anywhere',
        who: ['anyone'],
        takes: [
          { name: 'token', kind: 'text', label: "Token of the group's link", need: true, min: 1, max: 64 }
        ],
        gives: [
          { name: 'region', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'path', kind: 'json', label: "Names of what it lies in", min: 0, max: 4000 },
          { name: 'title', kind: 'text', label: "What is asked; absent: nothing just now", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'until_day', kind: 'day', label: "Last day" },
          { name: 'doors', kind: 'json', label: "Doors: door, place, floor, is_done", min: 0, max: 1048576 },
          { name: 'n_done', kind: 'int', label: "Doors that are done" },
          { name: 'n', kind: 'int', label: "Doors" }
        ]
      }
    }
  },
  household: {
    label: "Households",
    fields: [],
    commands: {
      'household.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Grid, compound, building or stairwell", need: true, min: 0, max: 22 },
          { name: 'door', kind: 'text', label: "Door", need: true, min: 1, max: 60 },
          { name: 'floor', kind: 'int', label: "Floor", min: -9, max: 200 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['home', 'collective', 'shop', 'other'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['occupied', 'vacant', 'demolished'] },
          { name: 'since_day', kind: 'day', label: "Here since" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'household.edit': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'floor', kind: 'int', label: "Floor", min: -9, max: 200 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['home', 'collective', 'shop', 'other'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['occupied', 'vacant', 'demolished'] },
          { name: 'day', kind: 'day', label: "Day of the change, for a demolition" },
          { name: 'base', kind: 'int', label: "The row's `changed` that the writer saw", min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'household.move': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'to', kind: 'region', label: "Its new grid, building or stairwell", need: true, min: 0, max: 22 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why", need: true, min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  household_file: {
    label: "One household",
    fields: [],
    commands: {
      'household.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of its region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['home', 'collective', 'shop', 'other'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['occupied', 'vacant', 'demolished'] },
          { name: 'since_day', kind: 'day', label: "In this region since" },
          { name: 'until_day', kind: 'day', label: "Day of demolition" },
          { name: 'n_residents', kind: 'int', label: "Residents" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' },
          { name: 'path', kind: 'json', label: "Regions above, from the province", min: 0, max: 4096 },
          { name: 'residents', kind: 'json', label: "Residents, masked", min: 0, max: 1048576 }
        ]
      },
      'household.history': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' }
        ],
        gives: [
          { name: 'what', kind: 'choice', label: "Whose", choices: ['household', 'resident'] },
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'name', kind: 'text', label: "Resident", min: 1, max: 60, secret: 'name' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "From" },
          { name: 'until_day', kind: 'day', label: "Until, not with" },
          { name: 'reason', kind: 'text', label: "Why it ended", min: 1, max: 200 },
          { name: 'seq', kind: 'int', label: "Command that ended it" }
        ]
      }
    }
  },
  household_find: {
    label: "Finding households",
    fields: [],
    commands: {
      'household.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'q', kind: 'text', label: "Address, name, telephone or ID number", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['occupied', 'vacant', 'demolished'] },
          { name: 'cursor', kind: 'text', label: "Where the last page ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of its region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['home', 'collective', 'shop', 'other'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['occupied', 'vacant', 'demolished'] },
          { name: 'since_day', kind: 'day', label: "In this region since" },
          { name: 'n_residents', kind: 'int', label: "Residents" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' }
        ]
      },
      'household.search': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'q', kind: 'text', label: "Address, name, telephone or ID number", need: true, min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of its region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['home', 'collective', 'shop', 'other'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['occupied', 'vacant', 'demolished'] },
          { name: 'since_day', kind: 'day', label: "In this region since" },
          { name: 'n_residents', kind: 'int', label: "Residents" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' }
        ]
      }
    }
  },
  resident: {
    label: "Residents",
    fields: [],
    commands: {
      'resident.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'name', kind: 'text', label: "Full name", need: true, min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Telephone", min: 5, max: 24, secret: 'phone' },
          { name: 'id_number', kind: 'text', label: "ID number", min: 5, max: 20, secret: 'id_number' },
          { name: 'sex', kind: 'choice', label: "Sex", choices: ['male', 'female'] },
          { name: 'birth_year', kind: 'int', label: "Year of birth", min: 1850, max: 2200 },
          { name: 'relation', kind: 'choice', label: "Relation to the head", choices: ['head', 'spouse', 'child', 'parent', 'other'] },
          { name: 'residence', kind: 'choice', label: "Residence", choices: ['permanent', 'floating'] },
          { name: 'hukou', kind: 'choice', label: "Registered", choices: ['here', 'elsewhere'] },
          { name: 'since_day', kind: 'day', label: "Here since" },
          { name: 'check_duplicates', kind: 'flag', label: "Look for the same person elsewhere" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] },
          { name: 'duplicates', kind: 'json', label: "Residents in reach who may be the same person", min: 0, max: 4096 },
          { name: 'n_elsewhere', kind: 'int', label: "Of these, out of reach", min: 0, max: 1000 }
        ]
      },
      'resident.edit': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'resident', kind: 'ref', label: "Resident", need: true, min: 0, max: 64, to: 'resident' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Telephone", min: 5, max: 24, secret: 'phone' },
          { name: 'id_number', kind: 'text', label: "ID number", min: 5, max: 20, secret: 'id_number' },
          { name: 'sex', kind: 'choice', label: "Sex", choices: ['male', 'female'] },
          { name: 'birth_year', kind: 'int', label: "Year of birth", min: 1850, max: 2200 },
          { name: 'relation', kind: 'choice', label: "Relation to the head", choices: ['head', 'spouse', 'child', 'parent', 'other'] },
          { name: 'residence', kind: 'choice', label: "Residence", choices: ['permanent', 'floating'] },
          { name: 'hukou', kind: 'choice', label: "Registered", choices: ['here', 'elsewhere'] },
          { name: 'base', kind: 'int', label: "The row's `changed` that the writer saw", min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  resident_find: {
    label: "Finding residents",
    fields: [],
    commands: {
      'resident.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'q', kind: 'text', label: "Full name, telephone or ID number", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['living', 'moved_out', 'deceased'] },
          { name: 'cursor', kind: 'text', label: "Where the last page ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Telephone", min: 5, max: 24, secret: 'phone' },
          { name: 'id_number', kind: 'text', label: "ID number", min: 5, max: 20, secret: 'id_number' },
          { name: 'sex', kind: 'choice', label: "Sex", choices: ['male', 'female'] },
          { name: 'birth_year', kind: 'int', label: "Year of birth" },
          { name: 'relation', kind: 'choice', label: "Relation to the head", choices: ['head', 'spouse', 'child', 'parent', 'other'] },
          { name: 'residence', kind: 'choice', label: "Residence", choices: ['permanent', 'floating'] },
          { name: 'hukou', kind: 'choice', label: "Registered", choices: ['here', 'elsewhere'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['living', 'moved_out', 'deceased'] },
          { name: 'since_day', kind: 'day', label: "Here since" },
          { name: 'until_day', kind: 'day', label: "Left on" },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 }
        ]
      },
      'resident.open': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'resident', kind: 'ref', label: "Resident", need: true, min: 0, max: 64, to: 'resident' },
          { name: 'purpose', kind: 'text', label: "What it is needed for", need: true, min: 4, max: 200 }
        ],
        gives: [
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Telephone", min: 5, max: 24, secret: 'phone' },
          { name: 'id_number', kind: 'text', label: "ID number", min: 5, max: 20, secret: 'id_number' }
        ]
      },
      'resident.openings': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'resident', kind: 'ref', label: "Resident", need: true, min: 0, max: 64, to: 'resident' }
        ],
        gives: [
          { name: 'at', kind: 'at', label: "When" },
          { name: 'role', kind: 'text', label: "Role", min: 1, max: 30 },
          { name: 'region', kind: 'region', label: "Region acted for", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Its name", min: 1, max: 100 },
          { name: 'purpose', kind: 'text', label: "Purpose", min: 1, max: 200 },
          { name: 'duty_number', kind: 'int', label: "Duty number" }
        ]
      },
      'resident.duplicates': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'other', kind: 'ref', label: "Same ID number, in reach", min: 0, max: 64, to: 'resident' },
          { name: 'other_region', kind: 'region', label: "Its region", min: 0, max: 22 }
        ]
      }
    }
  },
  resident_move: {
    label: "Moves of residents",
    fields: [],
    commands: {
      'resident.move': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'resident', kind: 'ref', label: "Resident", need: true, min: 0, max: 64, to: 'resident' },
          { name: 'household', kind: 'ref', label: "New household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'day', kind: 'day', label: "From" },
          { name: 'reason', kind: 'text', label: "Why", min: 1, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'resident.leave': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'resident', kind: 'ref', label: "Resident", need: true, min: 0, max: 64, to: 'resident' },
          { name: 'state', kind: 'choice', label: "State", need: true, choices: ['living', 'moved_out', 'deceased'] },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  burden: {
    label: "Burden",
    fields: [],
    commands: {
      'burden.workers': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'from_day', kind: 'day', label: "First day; absent: seven days" },
          { name: 'until_day', kind: 'day', label: "Last day; absent: today" },
          { name: 'least', kind: 'int', label: "At least so often", min: 1, max: 1000 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 60 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 1, max: 64 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'title', kind: 'text', label: "Title", min: 1, max: 60 },
          { name: 'n', kind: 'int', label: "Doors asked" },
          { name: 'n_days', kind: 'int', label: "Days" },
          { name: 'most', kind: 'int', label: "On the fullest day" }
        ]
      },
      'burden.households': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Street, community, grid or building", min: 0, max: 22 },
          { name: 'day', kind: 'day', label: "Last day of the week; absent: today" },
          { name: 'least', kind: 'int', label: "At least so often", min: 1, max: 1000 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 60 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'n_asked', kind: 'int', label: "Times asked" },
          { name: 'n_tries', kind: 'int', label: "Of them in vain" },
          { name: 'n_lists', kind: 'int', label: "Lists it is on" },
          { name: 'n_sweeps', kind: 'int', label: "Sweeps" },
          { name: 'last_at', kind: 'at', label: "Asked last" }
        ]
      }
    }
  },
  burden_before: {
    label: "Before a sweep",
    fields: [],
    commands: {
      'burden.before': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'target', kind: 'choice', label: "Of households or persons", choices: ['household', 'person'] },
          { name: 'questions', kind: 'json', label: "Questions", min: 0, max: 8000 }
        ],
        gives: [
          { name: 'n_due', kind: 'int', label: "Households or persons it would ask" },
          { name: 'n_asked', kind: 'int', label: "Doors asked here in the last seven days" },
          { name: 'last_day', kind: 'day', label: "Day of the latest list here" },
          { name: 'sweeps', kind: 'json', label: "Sweeps here in the last two weeks", min: 0, max: 1048576 }
        ]
      }
    }
  },
  sweep: {
    label: "Sweeps",
    fields: [],
    commands: {
      'sweep.start': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['visit', 'phone', 'temperature', 'leaflet', 'other'] },
          { name: 'target', kind: 'choice', label: "Of households or persons", choices: ['household', 'person'] },
          { name: 'title', kind: 'text', label: "Title of the sweep", need: true, min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "First day" },
          { name: 'until_day', kind: 'day', label: "Last day" },
          { name: 'is_daily', kind: 'flag', label: "A new list every day" },
          { name: 'questions', kind: 'json', label: "Questions", min: 0, max: 8000 }
        ],
        gives: []
      },
      'sweep.close': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' }
        ],
        gives: []
      }
    }
  },
  sweep_board: {
    label: "Board of a sweep",
    fields: [],
    commands: {
      'sweep.board': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'key', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'name', kind: 'text', label: "Name", min: 0, max: 100 },
          { name: 'level', kind: 'int', label: "Level", min: 0, max: 9 },
          { name: 'due', kind: 'int', label: "Due" },
          { name: 'valid', kind: 'int', label: "Valid records" },
          { name: 'conflict', kind: 'int', label: "Disputed" },
          { name: 'done', kind: 'int', label: "Done" },
          { name: 'absent', kind: 'int', label: "Nobody in" },
          { name: 'refused', kind: 'int', label: "Refused" },
          { name: 'vacant', kind: 'int', label: "Vacant" },
          { name: 'moved', kind: 'int', label: "Moved away" },
          { name: 'demolished', kind: 'int', label: "Demolished" },
          { name: 'coverage', kind: 'real', label: "Valid records of those due", min: 0, max: 1 }
        ]
      },
      'sweep.trend': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'hour', kind: 'int', label: "Hour; 24 is after the day", min: 0, max: 24 },
          { name: 'valid', kind: 'int', label: "Valid records made in it" },
          { name: 'sum', kind: 'int', label: "Valid records until its end" }
        ]
      }
    }
  },
  sweep_doors: {
    label: "Doors of a sweep",
    fields: [],
    commands: {
      'sweep.doors': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'cursor', kind: 'text', label: "Where the last page ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'n_tries', kind: 'int', label: "Tries" },
          { name: 'next_visit', kind: 'day', label: "Next visit" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'visit', kind: 'int', label: "Record that counts" },
          { name: 'conflict', kind: 'int', label: "Record that disagrees" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'resident_name', kind: 'text', label: "Resident's name", min: 1, max: 60, secret: 'name' },
          { name: 'records', kind: 'json', label: "The records that disagree", min: 0, max: 65536 }
        ]
      },
      'sweep.conflicts': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'n_tries', kind: 'int', label: "Tries" },
          { name: 'next_visit', kind: 'day', label: "Next visit" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'visit', kind: 'int', label: "Record that counts" },
          { name: 'conflict', kind: 'int', label: "Record that disagrees" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'resident_name', kind: 'text', label: "Resident's name", min: 1, max: 60, secret: 'name' },
          { name: 'records', kind: 'json', label: "The records that disagree", min: 0, max: 65536 }
        ]
      },
      'sweep.missed': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'day', kind: 'day', label: "Day" },
          { name: 'cursor', kind: 'text', label: "Where the last page ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'n_tries', kind: 'int', label: "Tries" },
          { name: 'next_visit', kind: 'day', label: "Next visit" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'visit', kind: 'int', label: "Record that counts" },
          { name: 'conflict', kind: 'int', label: "Record that disagrees" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'resident_name', kind: 'text', label: "Resident's name", min: 1, max: 60, secret: 'name' },
          { name: 'records', kind: 'json', label: "The records that disagree", min: 0, max: 65536 }
        ]
      }
    }
  },
  sweep_freeze: {
    label: "Lists of sweeps",
    fields: [],
    commands: {
      'sweep.freeze': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day of the list", need: true },
          { name: 'from_key', kind: 'text', label: "Part: first key", min: 0, max: 22 },
          { name: 'until_key', kind: 'text', label: "Part: first key past it", min: 0, max: 22 }
        ],
        gives: []
      },
      'sweep.adjust': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'is_in', kind: 'flag', label: "Put on the list, or take off", need: true },
          { name: 'reason', kind: 'text', label: "Why", need: true, min: 2, max: 200 }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  sweep_list: {
    label: "List of sweeps",
    fields: [],
    commands: {
      'sweep.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['freezing', 'open', 'closed'] },
          { name: 'cursor', kind: 'text', label: "Where the last page ended", min: 1, max: 40 },
          { name: 'limit', kind: 'int', label: "Rows", min: 1, max: 500 }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['visit', 'phone', 'temperature', 'leaflet', 'other'] },
          { name: 'target', kind: 'choice', label: "Of households or persons", choices: ['household', 'person'] },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "First day" },
          { name: 'until_day', kind: 'day', label: "Last day" },
          { name: 'list_day', kind: 'day', label: "Day of the latest list" },
          { name: 'is_daily', kind: 'flag', label: "A new list every day" },
          { name: 'state', kind: 'choice', label: "State", choices: ['freezing', 'open', 'closed'] },
          { name: 'seed_hash', kind: 'text', label: "BLAKE2b-256 of the seed", min: 64, max: 64 },
          { name: 'seed', kind: 'text', label: "Seed, once it is closed", min: 64, max: 64 },
          { name: 'day', kind: 'day', label: "Day of the figures" },
          { name: 'n_left', kind: 'int', label: "Parts of the list still to be frozen" },
          { name: 'due', kind: 'int', label: "Due" },
          { name: 'valid', kind: 'int', label: "Valid records" },
          { name: 'conflict', kind: 'int', label: "Disputed" },
          { name: 'done', kind: 'int', label: "Done" },
          { name: 'absent', kind: 'int', label: "Nobody in" },
          { name: 'refused', kind: 'int', label: "Refused" },
          { name: 'vacant', kind: 'int', label: "Vacant" },
          { name: 'moved', kind: 'int', label: "Moved away" },
          { name: 'demolished', kind: 'int', label: "Demolished" },
          { name: 'coverage', kind: 'real', label: "Valid records of those due", min: 0, max: 1 }
        ]
      },
      'sweep.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' }
        ],
        gives: [
          { name: 'id', kind: 'text', label: "Id", min: 1, max: 64 },
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['visit', 'phone', 'temperature', 'leaflet', 'other'] },
          { name: 'target', kind: 'choice', label: "Of households or persons", choices: ['household', 'person'] },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "First day" },
          { name: 'until_day', kind: 'day', label: "Last day" },
          { name: 'list_day', kind: 'day', label: "Day of the latest list" },
          { name: 'is_daily', kind: 'flag', label: "A new list every day" },
          { name: 'state', kind: 'choice', label: "State", choices: ['freezing', 'open', 'closed'] },
          { name: 'seed_hash', kind: 'text', label: "BLAKE2b-256 of the seed", min: 64, max: 64 },
          { name: 'seed', kind: 'text', label: "Seed, once it is closed", min: 64, max: 64 },
          { name: 'day', kind: 'day', label: "Day of the figures" },
          { name: 'n_left', kind: 'int', label: "Parts of the list still to be frozen" },
          { name: 'questions', kind: 'json', label: "Questions", min: 0, max: 8000 },
          { name: 'due', kind: 'int', label: "Due" },
          { name: 'valid', kind: 'int', label: "Valid records" },
          { name: 'conflict', kind: 'int', label: "Disputed" },
          { name: 'done', kind: 'int', label: "Done" },
          { name: 'absent', kind: 'int', label: "Nobody in" },
          { name: 'refused', kind: 'int', label: "Refused" },
          { name: 'vacant', kind: 'int', label: "Vacant" },
          { name: 'moved', kind: 'int', label: "Moved away" },
          { name: 'demolished', kind: 'int', label: "Demolished" },
          { name: 'coverage', kind: 'real', label: "Valid records of those due", min: 0, max: 1 }
        ]
      }
    }
  },
  sweep_recheck: {
    label: "Re-check of a sweep",
    fields: [],
    commands: {
      'sweep.recheck': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" },
          { name: 'n', kind: 'int', label: "Doors to draw", need: true, min: 1, max: 500 }
        ],
        gives: [
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'n_tries', kind: 'int', label: "Tries" },
          { name: 'next_visit', kind: 'day', label: "Next visit" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'visit', kind: 'int', label: "Record that counts" },
          { name: 'conflict', kind: 'int', label: "Record that disagrees" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'resident_name', kind: 'text', label: "Resident's name", min: 1, max: 60, secret: 'name' },
          { name: 'records', kind: 'json', label: "The records that disagree", min: 0, max: 65536 }
        ]
      }
    }
  },
  sweep_worklist: {
    label: "Work lists",
    fields: [],
    commands: {
      'sweep.worklist': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Building, grid or community", need: true, min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'place', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'floor', kind: 'int', label: "Floor" },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'n_tries', kind: 'int', label: "Tries" },
          { name: 'next_visit', kind: 'day', label: "Next visit" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'visit', kind: 'int', label: "Record that counts" },
          { name: 'conflict', kind: 'int', label: "Record that disagrees" },
          { name: 'head', kind: 'text', label: "Head of the household", min: 1, max: 60, secret: 'name' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'resident_name', kind: 'text', label: "Resident's name", min: 1, max: 60, secret: 'name' },
          { name: 'records', kind: 'json', label: "The records that disagree", min: 0, max: 65536 }
        ]
      },
      'sweep.share': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Building, grid or community", need: true, min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'text', kind: 'text', label: "Text for the group", min: 0, max: 100000 }
        ]
      }
    }
  },
  visit: {
    label: "Visits",
    fields: [],
    commands: {
      'visit.record': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'property', 'volunteer', 'resident'],
        takes: [
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'state', kind: 'choice', label: "State", need: true, choices: ['done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", need: true, choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'answers', kind: 'json', label: "Answers", min: 0, max: 4000 },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'next_visit', kind: 'day', label: "Next visit" },
          { name: 'device_at', kind: 'at', label: "When it was made" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "Given when another channel said otherwise", choices: ['conflict'] }
        ]
      },
      'visit.settle': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'visit', kind: 'int', label: "Number of the record that is right", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'reason', kind: 'text', label: "Why", need: true, min: 2, max: 200 }
        ],
        gives: []
      }
    }
  },
  visit_history: {
    label: "Records of one household",
    fields: [],
    commands: {
      'visit.history': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'household', kind: 'ref', label: "Household", need: true, min: 0, max: 64, to: 'household' },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 20 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'seq', kind: 'int', label: "Number" },
          { name: 'at', kind: 'at', label: "When it arrived" },
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' },
          { name: 'title', kind: 'text', label: "Title of the sweep", min: 1, max: 100 },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'state', kind: 'choice', label: "State", choices: ['none', 'done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'device_at', kind: 'at', label: "When the device says it was made" },
          { name: 'login', kind: 'text', label: "Recorded by", min: 1, max: 64 },
          { name: 'agent', kind: 'choice', label: "Who acted for the household, where not itself", choices: ['self', 'relative', 'neighbour', 'building_leader'] },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 },
          { name: 'answers', kind: 'json', label: "Answers", min: 0, max: 4000 },
          { name: 'is_standing', kind: 'flag', label: "It is what stands" },
          { name: 'is_disputed', kind: 'flag', label: "It disagrees with what stands" }
        ]
      }
    }
  },
  visit_sheet: {
    label: "Sheets of visits",
    fields: [],
    commands: {
      'visit.sheet': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Building, grid or community", need: true, min: 0, max: 22 },
          { name: 'sweep', kind: 'ref', label: "Sweep", need: true, min: 0, max: 64, to: 'sweep' },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' }
        ]
      },
      'visit.transcribe': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'property', 'volunteer'],
        takes: [
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'building', kind: 'text', label: "Building", min: 1, max: 100 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['done', 'absent', 'refused', 'vacant', 'moved', 'demolished'] },
          { name: 'channel', kind: 'choice', label: "Channel", choices: ['door', 'phone', 'group', 'self', 'paper'] },
          { name: 'day', kind: 'day', label: "Day of the list" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'resident', kind: 'ref', label: "Resident", min: 0, max: 64, to: 'resident' },
          { name: 'sweep', kind: 'ref', label: "Sweep", min: 0, max: 64, to: 'sweep' }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  sync: {
    label: "Taking a region along",
    fields: [],
    commands: {
      'sync.pull': {
        does: 'read', where: 'reach',
        who: ['officer', 'grid_worker', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'cursor', kind: 'int', label: "Cursor of the last packet; 0 at first", min: 0, max: 9.2233720368547758e+18 },
          { name: 'limit', kind: 'int', label: "Rows in one packet", min: 1, max: 50000 }
        ],
        gives: [
          { name: 'cursor', kind: 'int', label: "Cursor for the next packet", min: 0, max: 9.2233720368547758e+18 },
          { name: 'is_more', kind: 'flag', label: "More is waiting" },
          { name: 'epoch', kind: 'text', label: "Which database this is; another one: start anew", min: 16, max: 16 },
          { name: 'now', kind: 'at', label: "The server's clock" },
          { name: 'n_pushed', kind: 'int', label: "Commands of this session kept from its pushes", min: 0, max: 9.2233720368547758e+18 },
          { name: 'postings', kind: 'json', label: "Own postings: role, region, from_at, until_at", min: 0, max: 1048576 },
          { name: 'tables', kind: 'json', label: "By table: columns once, then rows", min: 0, max: 67108864 },
          { name: 'gone', kind: 'json', label: "Numbers of what left the region; taken first", min: 0, max: 67108864 }
        ]
      }
    }
  },
  sync_numbers: {
    label: "Numbers to call",
    fields: [],
    commands: {
      'sync.numbers': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Grid, or a building in it", need: true, min: 0, max: 22 },
          { name: 'purpose', kind: 'text', label: "What it is needed for", need: true, min: 4, max: 200 }
        ],
        gives: [
          { name: 'numbers', kind: 'json', label: "Number of the resident, telephone; one a household", min: 0, max: 1048576 },
          { name: 'n', kind: 'int', label: "How many" }
        ]
      }
    }
  },
  response: {
    label: "Response level",
    fields: [],
    commands: {
      'response.set': {
        does: 'write', where: 'reach',
        who: ['commander'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'level', kind: 'choice', label: "Response level", need: true, choices: ['none', 'I', 'II', 'III', 'IV'] },
          { name: 'basis', kind: 'text', label: "Legal basis", need: true, min: 4, max: 300 },
          { name: 'issuer', kind: 'text', label: "Issued by", need: true, min: 2, max: 100 },
          { name: 'from_at', kind: 'at', label: "From; absent: now" }
        ],
        gives: []
      },
      'response.begin': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'response', kind: 'ref', label: "Response level", need: true, min: 0, max: 64, to: 'response' }
        ],
        gives: []
      },
      'response.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'auditor', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'response', kind: 'ref', label: "Response level", min: 0, max: 64, to: 'response' },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'level', kind: 'choice', label: "Response level", choices: ['none', 'I', 'II', 'III', 'IV'] },
          { name: 'basis', kind: 'text', label: "Legal basis", min: 4, max: 300 },
          { name: 'issuer', kind: 'text', label: "Issued by", min: 2, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until; absent: in force" },
          { name: 'set_by_name', kind: 'text', label: "Set by", min: 1, max: 60 }
        ]
      },
      'response.now': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'region', kind: 'region', label: "Region; absent: where one serves", min: 0, max: 22 }
        ],
        gives: [
          { name: 'level', kind: 'choice', label: "Response level", choices: ['none', 'I', 'II', 'III', 'IV'] },
          { name: 'basis', kind: 'text', label: "Legal basis", min: 4, max: 300 },
          { name: 'issuer', kind: 'text', label: "Issued by", min: 2, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'now', kind: 'at', label: "The server's clock" }
        ]
      }
    }
  },
  order: {
    label: "Orders",
    fields: [],
    commands: {
      'order.issue': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'kind', kind: 'choice', label: "Kind of order", need: true, choices: ['mobilisation', 'community_order', 'muster', 'notice'] },
          { name: 'title', kind: 'text', label: "Title", need: true, min: 2, max: 100 },
          { name: 'text', kind: 'text', label: "Text of the order", need: true, min: 2, max: 2000 },
          { name: 'basis', kind: 'text', label: "Legal basis", need: true, min: 4, max: 300 },
          { name: 'to', kind: 'json', label: "For whom: roles, levels, team, living", need: true, min: 0, max: 4000 },
          { name: 'due_minutes', kind: 'int', label: "Minutes until the missing are listed", min: 5, max: 10080 },
          { name: 'escalate_minutes', kind: 'int', label: "Minutes until silence climbs", min: 1, max: 10080 },
          { name: 'stops_leave', kind: 'flag', label: "Leave is stopped" }
        ],
        gives: [
          { name: 'order', kind: 'ref', label: "Order", min: 0, max: 64, to: 'order' },
          { name: 'n', kind: 'int', label: "People it goes to" }
        ]
      },
      'order.send': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'order', kind: 'int', label: "Number of the order", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'part', kind: 'int', label: "Part", need: true, min: 0, max: 9.2233720368547758e+18 },
          { name: 'after', kind: 'int', label: "After this account", need: true, min: 0, max: 9.2233720368547758e+18 },
          { name: 'until', kind: 'int', label: "Up to this account", need: true, min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'order.end': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      }
    }
  },
  order_answer: {
    label: "Orders answered",
    fields: [],
    commands: {
      'order.received': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'at', kind: 'at', label: "When it was; absent: now" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'order.acknowledge': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'at', kind: 'at', label: "When it was; absent: now" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'order.arrive': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'at', kind: 'at', label: "When it was; absent: now" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'order.report_for': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'department'],
        takes: [
          { name: 'recipient', kind: 'text', label: "Recipient", need: true, min: 3, max: 40 },
          { name: 'what', kind: 'choice', label: "What the person said", need: true, choices: ['acknowledged', 'arrived'] },
          { name: 'channel', kind: 'choice', label: "How it became known", need: true, choices: ['phone', 'duty_officer'] },
          { name: 'at', kind: 'at', label: "When it was; absent: now" }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      },
      'order.open': {
        does: 'read', where: 'anywhere',
        who: ['anyone'],
        takes: [
          { name: 'token', kind: 'text', label: "Token of the link", need: true, min: 8, max: 80, secret: 'text' }
        ],
        gives: [
          { name: 'kind', kind: 'choice', label: "Kind of order", choices: ['mobilisation', 'community_order', 'muster', 'notice'] },
          { name: 'title', kind: 'text', label: "Title", min: 2, max: 100 },
          { name: 'text', kind: 'text', label: "Text of the order", min: 2, max: 2000 },
          { name: 'basis', kind: 'text', label: "Legal basis", min: 4, max: 300 },
          { name: 'issuer', kind: 'text', label: "Issued by", min: 1, max: 200 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'due_at', kind: 'at', label: "To be done by" },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'ended'] },
          { name: 'needs_arrival', kind: 'flag', label: "Done by arriving" },
          { name: 'acknowledged_at', kind: 'at', label: "Acknowledged" },
          { name: 'arrived_at', kind: 'at', label: "Arrived" },
          { name: 'now', kind: 'at', label: "The server's clock" }
        ]
      },
      'order.answer': {
        does: 'write', where: 'anywhere',
        who: ['anyone'],
        takes: [
          { name: 'token', kind: 'text', label: "Token of the link", need: true, min: 8, max: 80, secret: 'text' },
          { name: 'what', kind: 'choice', label: "What the person said", need: true, choices: ['received', 'acknowledged', 'arrived'] }
        ],
        gives: [
          { name: 'outcome', kind: 'choice', label: "What it came to", choices: ['added', 'changed', 'same'] }
        ]
      }
    }
  },
  order_call: {
    label: "Orders reaching people",
    fields: [],
    commands: {
      'order.mine': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'order', kind: 'ref', label: "Order", min: 0, max: 64, to: 'order' },
          { name: 'recipient', kind: 'text', label: "Recipient; absent: only people who climbed", min: 3, max: 40 },
          { name: 'kind', kind: 'choice', label: "Kind of order", choices: ['mobilisation', 'community_order', 'muster', 'notice'] },
          { name: 'title', kind: 'text', label: "Title", min: 2, max: 100 },
          { name: 'text', kind: 'text', label: "Text of the order", min: 2, max: 2000 },
          { name: 'basis', kind: 'text', label: "Legal basis", min: 4, max: 300 },
          { name: 'issuer_name', kind: 'text', label: "Issued by", min: 1, max: 200 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'escalate_at', kind: 'at', label: "When silence climbs" },
          { name: 'due_at', kind: 'at', label: "To be done by" },
          { name: 'needs_arrival', kind: 'flag', label: "Done by arriving" },
          { name: 'stops_leave', kind: 'flag', label: "Leave is stopped" },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'ended'] },
          { name: 'delivered_at', kind: 'at', label: "Delivered" },
          { name: 'acknowledged_at', kind: 'at', label: "Acknowledged" },
          { name: 'arrived_at', kind: 'at', label: "Arrived" },
          { name: 'escalated_at', kind: 'at', label: "Climbed" },
          { name: 'escalated_to_name', kind: 'text', label: "Climbed to", min: 1, max: 60 },
          { name: 'n_climbed', kind: 'int', label: "People who climbed to you and are still silent" },
          { name: 'climbed', kind: 'json', label: "The first of them: recipient, name, region_name, organisation_name", min: 0, max: 20000 },
          { name: 'now', kind: 'at', label: "The server's clock" }
        ]
      },
      'order.calls': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['silent', 'acknowledged', 'arrived', 'escalated', 'missing'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 },
          { name: 'purpose', kind: 'text', label: "What the numbers are needed for", need: true, min: 2, max: 100 }
        ],
        gives: [
          { name: 'recipient', kind: 'text', label: "Recipient", min: 3, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 201 },
          { name: 'acknowledged_at', kind: 'at', label: "Acknowledged" },
          { name: 'arrived_at', kind: 'at', label: "Arrived" }
        ]
      },
      'order.links': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['silent', 'acknowledged', 'arrived', 'escalated', 'missing'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'recipient', kind: 'text', label: "Recipient", min: 3, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 201 },
          { name: 'token', kind: 'text', label: "Token of the link", min: 8, max: 80 },
          { name: 'url_path', kind: 'text', label: "Address on this server", min: 1, max: 120 }
        ]
      }
    }
  },
  order_clock: {
    label: "Orders and the clock",
    fields: [],
    commands: {
      'order.escalate': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'order', kind: 'int', label: "Number of the order", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'part', kind: 'int', label: "Part", need: true, min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'order.report': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'order', kind: 'int', label: "Number of the order", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  order_list: {
    label: "Orders watched",
    fields: [],
    commands: {
      'order.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'ended'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'order', kind: 'ref', label: "Order", min: 0, max: 64, to: 'order' },
          { name: 'kind', kind: 'choice', label: "Kind of order", choices: ['mobilisation', 'community_order', 'muster', 'notice'] },
          { name: 'title', kind: 'text', label: "Title", min: 2, max: 100 },
          { name: 'text', kind: 'text', label: "Text of the order", min: 2, max: 2000 },
          { name: 'basis', kind: 'text', label: "Legal basis", min: 4, max: 300 },
          { name: 'issuer_name', kind: 'text', label: "Issued by", min: 1, max: 200 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'escalate_at', kind: 'at', label: "When silence climbs" },
          { name: 'due_at', kind: 'at', label: "To be done by" },
          { name: 'needs_arrival', kind: 'flag', label: "Done by arriving" },
          { name: 'stops_leave', kind: 'flag', label: "Leave is stopped" },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'ended'] },
          { name: 'is_sending', kind: 'flag', label: "Still being sent" },
          { name: 'n', kind: 'int', label: "People it was sent to" },
          { name: 'n_delivered', kind: 'int', label: "Delivered to" },
          { name: 'n_acknowledged', kind: 'int', label: "Acknowledged by" },
          { name: 'n_arrived', kind: 'int', label: "Arrived" },
          { name: 'n_escalated', kind: 'int', label: "Climbed" },
          { name: 'n_missing', kind: 'int', label: "On the list of the missing" },
          { name: 'reported_at', kind: 'at', label: "List of the missing stored" },
          { name: 'ended_at', kind: 'at', label: "Ended" },
          { name: 'end_reason', kind: 'text', label: "Why it ended", min: 2, max: 200 },
          { name: 'to', kind: 'json', label: "For whom: roles, levels, team_name, living", min: 0, max: 4000 },
          { name: 'now', kind: 'at', label: "The server's clock" }
        ]
      },
      'order.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'order', kind: 'ref', label: "Order", min: 0, max: 64, to: 'order' },
          { name: 'kind', kind: 'choice', label: "Kind of order", choices: ['mobilisation', 'community_order', 'muster', 'notice'] },
          { name: 'title', kind: 'text', label: "Title", min: 2, max: 100 },
          { name: 'text', kind: 'text', label: "Text of the order", min: 2, max: 2000 },
          { name: 'basis', kind: 'text', label: "Legal basis", min: 4, max: 300 },
          { name: 'issuer_name', kind: 'text', label: "Issued by", min: 1, max: 200 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'escalate_at', kind: 'at', label: "When silence climbs" },
          { name: 'due_at', kind: 'at', label: "To be done by" },
          { name: 'needs_arrival', kind: 'flag', label: "Done by arriving" },
          { name: 'stops_leave', kind: 'flag', label: "Leave is stopped" },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'ended'] },
          { name: 'is_sending', kind: 'flag', label: "Still being sent" },
          { name: 'n', kind: 'int', label: "People it was sent to" },
          { name: 'n_delivered', kind: 'int', label: "Delivered to" },
          { name: 'n_acknowledged', kind: 'int', label: "Acknowledged by" },
          { name: 'n_arrived', kind: 'int', label: "Arrived" },
          { name: 'n_escalated', kind: 'int', label: "Climbed" },
          { name: 'n_missing', kind: 'int', label: "On the list of the missing" },
          { name: 'reported_at', kind: 'at', label: "List of the missing stored" },
          { name: 'ended_at', kind: 'at', label: "Ended" },
          { name: 'end_reason', kind: 'text', label: "Why it ended", min: 2, max: 200 },
          { name: 'to', kind: 'json', label: "For whom: roles, levels, team_name, living", min: 0, max: 4000 },
          { name: 'now', kind: 'at', label: "The server's clock" }
        ]
      },
      'order.recipients': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'state', kind: 'choice', label: "State", choices: ['silent', 'acknowledged', 'arrived', 'escalated', 'missing'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'recipient', kind: 'text', label: "Recipient", min: 3, max: 40 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 201 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'delivered_at', kind: 'at', label: "Delivered" },
          { name: 'delivered_by', kind: 'choice', label: "Delivered by", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'acknowledged_at', kind: 'at', label: "Acknowledged" },
          { name: 'acknowledged_by', kind: 'choice', label: "Acknowledged by", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'acknowledged_via_name', kind: 'text', label: "Reported by", min: 1, max: 60 },
          { name: 'arrived_at', kind: 'at', label: "Arrived" },
          { name: 'arrived_by', kind: 'choice', label: "Arrival known by", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'arrived_via_name', kind: 'text', label: "Arrival reported by", min: 1, max: 60 },
          { name: 'escalated_at', kind: 'at', label: "Climbed" },
          { name: 'escalated_to_name', kind: 'text', label: "Climbed to", min: 1, max: 60 },
          { name: 'missing_at', kind: 'at', label: "On the list of the missing" }
        ]
      },
      'order.missing': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'recipient', kind: 'text', label: "Recipient", min: 3, max: 40 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'organisation_name', kind: 'text', label: "Name of the organisation", min: 1, max: 100 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 201 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'delivered_at', kind: 'at', label: "Delivered" },
          { name: 'delivered_by', kind: 'choice', label: "Delivered by", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'acknowledged_at', kind: 'at', label: "Acknowledged" },
          { name: 'acknowledged_by', kind: 'choice', label: "Acknowledged by", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'acknowledged_via_name', kind: 'text', label: "Reported by", min: 1, max: 60 },
          { name: 'arrived_at', kind: 'at', label: "Arrived" },
          { name: 'arrived_by', kind: 'choice', label: "Arrival known by", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'arrived_via_name', kind: 'text', label: "Arrival reported by", min: 1, max: 60 },
          { name: 'escalated_at', kind: 'at', label: "Climbed" },
          { name: 'escalated_to_name', kind: 'text', label: "Climbed to", min: 1, max: 60 },
          { name: 'missing_at', kind: 'at', label: "On the list of the missing" }
        ]
      },
      'order.timeline': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'medic', 'department'],
        takes: [
          { name: 'order', kind: 'ref', label: "Order", need: true, min: 0, max: 64, to: 'order' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'by', kind: 'choice', label: "One row a person, or a minute", choices: ['person', 'minute'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'at', kind: 'at', label: "When" },
          { name: 'what', kind: 'choice', label: "What happened", choices: ['issued', 'delivered', 'acknowledged', 'arrived', 'escalated', 'missing'] },
          { name: 'n', kind: 'int', label: "How many people" },
          { name: 'recipient', kind: 'text', label: "Recipient", min: 3, max: 40 },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'by', kind: 'choice', label: "How it became known", choices: ['app', 'link', 'phone', 'duty_officer', 'channel'] },
          { name: 'by_name', kind: 'text', label: "Reported by, or climbed to", min: 1, max: 60 }
        ]
      }
    }
  },
  channel: {
    label: "Channels",
    fields: [],
    commands: {
      'channel.add': {
        does: 'write', where: 'reach',
        who: ['admin'],
        takes: [
          { name: 'url', kind: 'text', label: "Address of the service", need: true, min: 8, max: 500, secret: 'text' },
          { name: 'secret', kind: 'text', label: "Key that signs", min: 1, max: 200, secret: 'text' },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60 },
          { name: 'kind', kind: 'choice', label: "Kind of channel", need: true, choices: ['wecom', 'dingtalk', 'sms'] },
          { name: 'template', kind: 'text', label: "Template with {title}, {text}, {basis}, {due}, {kind}, {path}, {phone}", min: 1, max: 1000 }
        ],
        gives: []
      },
      'channel.void': {
        does: 'write', where: 'reach',
        who: ['admin'],
        takes: [
          { name: 'channel', kind: 'ref', label: "Channel", need: true, min: 0, max: 64, to: 'channel' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      },
      'channel.try': {
        does: 'write', where: 'reach',
        who: ['admin'],
        takes: [
          { name: 'channel', kind: 'ref', label: "Channel", need: true, min: 0, max: 64, to: 'channel' }
        ],
        gives: []
      }
    }
  },
  channel_list: {
    label: "Channels looked at",
    fields: [],
    commands: {
      'channel.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'channel', kind: 'ref', label: "Channel", min: 0, max: 64, to: 'channel' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'kind', kind: 'choice', label: "Kind of channel", choices: ['wecom', 'dingtalk', 'sms'] },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 0, max: 100 },
          { name: 'host', kind: 'text', label: "Host of the service", min: 1, max: 200 },
          { name: 'has_secret', kind: 'flag', label: "Signs" },
          { name: 'template', kind: 'text', label: "Template", min: 1, max: 1000 },
          { name: 'n_waiting', kind: 'int', label: "Waiting" },
          { name: 'n_sent', kind: 'int', label: "Sent" },
          { name: 'n_failed', kind: 'int', label: "Failed" },
          { name: 'last_at', kind: 'at', label: "Last message" },
          { name: 'last_status', kind: 'text', label: "What the service answered", min: 1, max: 40 }
        ]
      },
      'channel.deliveries': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'admin'],
        takes: [
          { name: 'channel', kind: 'ref', label: "Channel", min: 0, max: 64, to: 'channel' },
          { name: 'order', kind: 'ref', label: "Order", min: 0, max: 64, to: 'order' },
          { name: 'state', kind: 'choice', label: "State", choices: ['waiting', 'sent', 'failed'] },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'at', kind: 'at', label: "Put into the box" },
          { name: 'channel', kind: 'ref', label: "Channel", min: 0, max: 64, to: 'channel' },
          { name: 'channel_name', kind: 'text', label: "Name of the channel", min: 1, max: 60 },
          { name: 'order', kind: 'ref', label: "Order; absent: a trial", min: 0, max: 64, to: 'order' },
          { name: 'title', kind: 'text', label: "Title", min: 2, max: 100 },
          { name: 'to', kind: 'text', label: "To; telephones are masked", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['waiting', 'sent', 'failed'] },
          { name: 'n_tries', kind: 'int', label: "Tries" },
          { name: 'status', kind: 'text', label: "What the service answered", min: 1, max: 40 },
          { name: 'next_at', kind: 'at', label: "Next try" }
        ]
      }
    }
  },
  channel_send: {
    label: "The box of the channels",
    fields: [],
    commands: {
      'channel.claim': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'limit', kind: 'int', label: "Messages", need: true, min: 1, max: 500 }
        ],
        gives: [
          { name: 'order', kind: 'int', label: "Order, or the command that tried" },
          { name: 'channel', kind: 'int', label: "Number of the channel" },
          { name: 'number', kind: 'int', label: "Recipient; 0 is the group" }
        ]
      },
      'channel.note': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'results', kind: 'json', label: "Lists of order, channel, recipient, verdict and status", need: true, min: 0, max: 60000 }
        ],
        gives: []
      }
    }
  },
  order_back: {
    label: "Reports taken back",
    fields: [],
    commands: {
      'order.take_back': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'medic', 'department'],
        takes: [
          { name: 'recipient', kind: 'text', label: "Recipient", need: true, min: 3, max: 40 },
          { name: 'what', kind: 'choice', label: "What is taken back", need: true, choices: ['acknowledged', 'arrived'] },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      }
    }
  },
  certificate: {
    label: "Health certificates",
    fields: [],
    commands: {
      'certificate.check': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'text', kind: 'text', label: "Text of the QR code", need: true, min: 1, max: 4000, secret: 'text' }
        ],
        gives: [
          { name: 'is_good', kind: 'flag', label: "Good" },
          { name: 'faults', kind: 'json', label: "What does not fit", min: 0, max: 4000 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['none', 'vaccination', 'test', 'recovery'] },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 200, secret: 'name' },
          { name: 'born', kind: 'text', label: "Born", min: 4, max: 10 },
          { name: 'issuer', kind: 'text', label: "Issuer", min: 1, max: 100 },
          { name: 'issued_at', kind: 'at', label: "Issued" },
          { name: 'expires_at', kind: 'at', label: "Until" }
        ]
      }
    }
  },
  signer: {
    label: "Signers of health certificates",
    fields: [],
    commands: {
      'signer.add': {
        does: 'write', where: 'reach',
        who: ['admin'],
        takes: [
          { name: 'name', kind: 'text', label: "Whose it is", need: true, min: 1, max: 100 },
          { name: 'certificate', kind: 'text', label: "X.509 certificate", need: true, min: 1, max: 8000 }
        ],
        gives: []
      },
      'signer.void': {
        does: 'write', where: 'reach',
        who: ['admin'],
        takes: [
          { name: 'signer', kind: 'ref', label: "Signer", need: true, min: 0, max: 64, to: 'signer' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      },
      'signer.list': {
        does: 'read', where: 'anywhere',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer', 'admin'],
        takes: [],
        gives: [
          { name: 'signer', kind: 'ref', label: "Signer", min: 0, max: 64, to: 'signer' },
          { name: 'name', kind: 'text', label: "Whose it is", min: 1, max: 100 },
          { name: 'kid', kind: 'text', label: "Name of the key in codes", min: 16, max: 16 },
          { name: 'certificate', kind: 'text', label: "X.509 certificate", min: 1, max: 8000 },
          { name: 'key', kind: 'text', label: "Its public key, for a gate without network", min: 1, max: 2000 },
          { name: 'usages', kind: 'text', label: "What it may sign", min: 0, max: 1000 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" }
        ]
      }
    }
  },
  visitor: {
    label: "Visitors",
    fields: [],
    commands: {
      'visitor.file': {
        does: 'write', where: 'anywhere',
        who: ['signed_in', 'anyone'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", need: true, min: 5, max: 30, secret: 'phone' },
          { name: 'destination', kind: 'text', label: "Which door", need: true, min: 1, max: 60, secret: 'text' },
          { name: 'token', kind: 'text', label: "Token of the gate's QR code", need: true, min: 1, max: 64, secret: 'text' },
          { name: 'agrees', kind: 'flag', label: "Agrees that this is kept for 30 days", need: true }
        ],
        gives: [
          { name: 'number', kind: 'int', label: "Number of the visitor", min: 1, max: 9.2233720368547758e+18 },
          { name: 'gate', kind: 'text', label: "Name of the gate", min: 1, max: 60 }
        ]
      },
      'visitor.write': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", need: true, min: 5, max: 30, secret: 'phone' },
          { name: 'destination', kind: 'text', label: "Which door", need: true, min: 1, max: 60, secret: 'text' },
          { name: 'gate', kind: 'ref', label: "Gate", need: true, min: 0, max: 64, to: 'gate' },
          { name: 'agrees', kind: 'flag', label: "Agrees that this is kept for 30 days", need: true },
          { name: 'device_at', kind: 'at', label: "Time on the device" }
        ],
        gives: [
          { name: 'number', kind: 'int', label: "Number of the visitor", min: 1, max: 9.2233720368547758e+18 },
          { name: 'gate', kind: 'text', label: "Name of the gate", min: 1, max: 60 }
        ]
      },
      'visitor.list': {
        does: 'read', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'day', kind: 'day', label: "Day" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'number', kind: 'int', label: "Number of the visitor", min: 1, max: 9.2233720368547758e+18 },
          { name: 'gate', kind: 'text', label: "Name of the gate", min: 1, max: 60 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", min: 5, max: 30, secret: 'phone' },
          { name: 'destination', kind: 'text', label: "Which door", min: 1, max: 60 },
          { name: 'is_paper', kind: 'flag', label: "Written by the keeper" },
          { name: 'at', kind: 'at', label: "Filed" }
        ]
      },
      'visitor.forget': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number of the visitor", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  gate: {
    label: "Gates",
    fields: [],
    commands: {
      'gate.open': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60 },
          { name: 'fever', kind: 'int', label: "Fever from, tenths of a degree", min: 360, max: 400 },
          { name: 'kept_days', kind: 'int', label: "Days the register is kept", min: 14, max: 30 },
          { name: 'has_temperature', kind: 'flag', label: "Takes the temperature" },
          { name: 'has_scan', kind: 'flag', label: "Scans passes" },
          { name: 'has_verify', kind: 'flag', label: "Looks at papers" },
          { name: 'has_register', kind: 'flag', label: "Registers visitors" }
        ],
        gives: []
      },
      'gate.set': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'gate', kind: 'ref', label: "Gate", need: true, min: 0, max: 64, to: 'gate' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'fever', kind: 'int', label: "Fever from, tenths of a degree", min: 360, max: 400 },
          { name: 'kept_days', kind: 'int', label: "Days the register is kept", min: 14, max: 30 },
          { name: 'has_temperature', kind: 'flag', label: "Takes the temperature" },
          { name: 'has_scan', kind: 'flag', label: "Scans passes" },
          { name: 'has_verify', kind: 'flag', label: "Looks at papers" },
          { name: 'has_register', kind: 'flag', label: "Registers visitors" },
          { name: 'is_closed', kind: 'flag', label: "Closed" }
        ],
        gives: []
      },
      'gate.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'number', kind: 'int', label: "Number", min: 1, max: 9.2233720368547758e+18 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'fever', kind: 'int', label: "Fever from, tenths of a degree", min: 360, max: 400 },
          { name: 'kept_days', kind: 'int', label: "Days the register is kept", min: 14, max: 30 },
          { name: 'has_temperature', kind: 'flag', label: "Takes the temperature" },
          { name: 'has_scan', kind: 'flag', label: "Scans passes" },
          { name: 'has_verify', kind: 'flag', label: "Looks at papers" },
          { name: 'has_register', kind: 'flag', label: "Registers visitors" },
          { name: 'is_closed', kind: 'flag', label: "Closed" },
          { name: 'token', kind: 'text', label: "Token of the gate's QR code", min: 32, max: 32 },
          { name: 'url_path', kind: 'text', label: "Address of its visitors' page, without the host", min: 1, max: 100 }
        ]
      }
    }
  },
  gate_check: {
    label: "A pass at a gate",
    fields: [],
    commands: {
      'gate.check': {
        does: 'read', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'gate', kind: 'ref', label: "Gate", need: true, min: 0, max: 64, to: 'gate' },
          { name: 'pass', kind: 'text', label: "Number of the pass", min: 1, max: 20, secret: 'text' },
          { name: 'code', kind: 'text', label: "Text of the QR code", min: 1, max: 500, secret: 'text' },
          { name: 'direction', kind: 'choice', label: "Direction", choices: ['out', 'in'] }
        ],
        gives: [
          { name: 'opens', kind: 'flag', label: "The gate opens" },
          { name: 'faults', kind: 'json', label: "What does not fit", min: 0, max: 1000 },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 0, max: 9.2233720368547758e+18 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['household', 'visitor', 'delivery', 'vehicle', 'staff'] },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 16 },
          { name: 'n_out', kind: 'int', label: "Times out", min: 0, max: 9.2233720368547758e+18 },
          { name: 'quota', kind: 'int', label: "Times out allowed", min: 1, max: 99 }
        ]
      }
    }
  },
  gate_count: {
    label: "Counts of the gates",
    fields: [],
    commands: {
      'gate.counts': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'medic', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'day', kind: 'day', label: "Day" }
        ],
        gives: [
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'hour', kind: 'int', label: "Hour", min: 0, max: 23 },
          { name: 'decision', kind: 'choice', label: "What the keeper did", choices: ['pass', 'visitor', 'turn_back', 'emergency'] },
          { name: 'n', kind: 'int', label: "How many", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'gate.conflicts': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'property'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'record', kind: 'int', label: "Number of the record", min: 1, max: 9.2233720368547758e+18 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'pass', kind: 'ref', label: "Pass", min: 0, max: 64, to: 'pass' },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 1, max: 9.2233720368547758e+18 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 16 },
          { name: 'faults', kind: 'json', label: "What does not fit", min: 0, max: 1000 },
          { name: 'device_at', kind: 'at', label: "Time on the device" }
        ]
      }
    }
  },
  gate_past: {
    label: "Registers of the gates",
    fields: [],
    commands: {
      'gate.purge': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Gate", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'gate.purged': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Gate", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'n', kind: 'int', label: "Records destroyed", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'from_at', kind: 'at', label: "The first arrived", need: true },
          { name: 'until_at', kind: 'at', label: "The last arrived", need: true },
          { name: 'hash', kind: 'text', label: "Hash of the records", need: true, min: 64, max: 64 }
        ],
        gives: []
      },
      'gate.companions': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'medic'],
        takes: [
          { name: 'gate', kind: 'ref', label: "Gate", need: true, min: 0, max: 64, to: 'gate' },
          { name: 'number', kind: 'int', label: "Number of the pass", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'from_at', kind: 'at', label: "From", need: true },
          { name: 'until_at', kind: 'at', label: "Until", need: true },
          { name: 'purpose', kind: 'text', label: "What it is needed for", need: true, min: 4, max: 200 }
        ],
        gives: [
          { name: 'pass', kind: 'ref', label: "Pass", min: 0, max: 64, to: 'pass' },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 1, max: 9.2233720368547758e+18 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['household', 'visitor', 'delivery', 'vehicle', 'staff'] },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 16 },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'visitor', kind: 'int', label: "Number of the visitor", min: 1, max: 9.2233720368547758e+18 },
          { name: 'decision', kind: 'choice', label: "What the keeper did", choices: ['pass', 'visitor', 'turn_back', 'emergency'] },
          { name: 'direction', kind: 'choice', label: "Direction", choices: ['out', 'in'] },
          { name: 'device_at', kind: 'at', label: "Time on the device" }
        ]
      }
    }
  },
  gate_scan: {
    label: "What passed the gates",
    fields: [],
    commands: {
      'gate.scan': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'gate', kind: 'ref', label: "Gate", need: true, min: 0, max: 64, to: 'gate' },
          { name: 'decision', kind: 'choice', label: "What the keeper did", need: true, choices: ['pass', 'visitor', 'turn_back', 'emergency'] },
          { name: 'direction', kind: 'choice', label: "Direction", choices: ['out', 'in'] },
          { name: 'pass', kind: 'text', label: "Number of the pass", min: 1, max: 20, secret: 'text' },
          { name: 'code', kind: 'text', label: "Text of the QR code", min: 1, max: 500, secret: 'text' },
          { name: 'visitor', kind: 'int', label: "Number of the visitor", min: 1, max: 9.2233720368547758e+18 },
          { name: 'visitor_id', kind: 'text', label: "Id of the visitor, written down before without network", min: 1, max: 64 },
          { name: 'temperature', kind: 'int', label: "Temperature, tenths of a degree", min: 300, max: 450 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'device_at', kind: 'at', label: "Time on the device", need: true },
          { name: 'is_certificate_good', kind: 'flag', label: "Health certificate looked at: it was good" }
        ],
        gives: [
          { name: 'faults', kind: 'json', label: "What does not fit", min: 0, max: 1000 },
          { name: 'n_out', kind: 'int', label: "Times out, with this one", min: 0, max: 9.2233720368547758e+18 },
          { name: 'quota', kind: 'int', label: "Times out allowed", min: 1, max: 99 }
        ]
      }
    }
  },
  gate_view: {
    label: "What a gate needs",
    fields: [],
    commands: {
      'gate.snapshot': {
        does: 'read', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'gate', kind: 'ref', label: "Gate", need: true, min: 0, max: 64, to: 'gate' },
          { name: 'since', kind: 'int', label: "Cursor of the list before; absent: all", min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: [
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'now', kind: 'at', label: "Data as of" },
          { name: 'fever', kind: 'int', label: "Fever from, tenths of a degree", min: 360, max: 400 },
          { name: 'has_temperature', kind: 'flag', label: "Takes the temperature" },
          { name: 'has_scan', kind: 'flag', label: "Scans passes" },
          { name: 'has_verify', kind: 'flag', label: "Looks at papers" },
          { name: 'has_register', kind: 'flag', label: "Registers visitors" },
          { name: 'is_closed', kind: 'flag', label: "Closed" },
          { name: 'keys', kind: 'json', label: "Public keys: kid, pem, from_at, until_at", min: 0, max: 1048576 },
          { name: 'passes', kind: 'json', label: "Number of the pass, kind, door, from, until, times out, in so many days", min: 0, max: 1048576 },
          { name: 'revoked', kind: 'json', label: "Numbers of void passes", min: 0, max: 1048576 },
          { name: 'signed_text', kind: 'text', label: "The void ones, signed", min: 1, max: 1048576 },
          { name: 'used', kind: 'json', label: "Number of the pass, span, times out", min: 0, max: 1048576 },
          { name: 'cursor', kind: 'int', label: "Cursor for the next list", min: 0, max: 9.2233720368547758e+18 },
          { name: 'has_more', kind: 'flag', label: "Ask again at once" }
        ]
      }
    }
  },
  pass: {
    label: "Passes",
    fields: [],
    commands: {
      'pass.issue': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'property'],
        takes: [
          { name: 'kind', kind: 'choice', label: "Kind", need: true, choices: ['household', 'visitor', 'delivery', 'vehicle', 'staff'] },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'login', kind: 'text', label: "Login of whose badge it is", min: 2, max: 40 },
          { name: 'holder', kind: 'text', label: "Name of the holder", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30, secret: 'phone' },
          { name: 'plate', kind: 'text', label: "Number plate", min: 1, max: 20, secret: 'text' },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 16 },
          { name: 'opens', kind: 'region', label: "Region whose gates it opens", min: 0, max: 22 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until", need: true },
          { name: 'quota', kind: 'int', label: "Times out", min: 1, max: 99 },
          { name: 'days', kind: 'int', label: "in so many days", min: 1, max: 30 },
          { name: 'basis', kind: 'text', label: "Rule under which it limits", min: 4, max: 200 }
        ],
        gives: [
          { name: 'pass', kind: 'ref', label: "Pass", min: 0, max: 64, to: 'pass' },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 1, max: 9.2233720368547758e+18 },
          { name: 'until_at', kind: 'at', label: "Until" }
        ]
      }
    }
  },
  pass_end: {
    label: "Passes that end",
    fields: [],
    commands: {
      'pass.void': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'property'],
        takes: [
          { name: 'pass', kind: 'ref', label: "Pass", need: true, min: 0, max: 64, to: 'pass' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      },
      'pass.forget': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number of the pass", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  pass_key: {
    label: "Keys that sign passes",
    fields: [],
    commands: {
      'pass.rotate': {
        does: 'write', where: 'reach',
        who: ['admin', 'clock'],
        takes: [
          { name: 'is_leaked', kind: 'flag', label: "Somebody else may have the keys: every printed code ends" }
        ],
        gives: []
      },
      'pass.keys': {
        does: 'read', where: 'anywhere',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer', 'admin'],
        takes: [],
        gives: [
          { name: 'kid', kind: 'text', label: "Name of the key in codes", min: 16, max: 16 },
          { name: 'pem', kind: 'text', label: "Public key", min: 1, max: 1000 },
          { name: 'from_at', kind: 'at', label: "Made" },
          { name: 'signs_until', kind: 'at', label: "Signs until" },
          { name: 'until_at', kind: 'at', label: "Is believed until" },
          { name: 'is_late', kind: 'flag', label: "The last key runs out within 30 days" }
        ]
      },
      'pass.revoked': {
        does: 'read', where: 'reach',
        who: ['officer', 'grid_worker', 'gatekeeper', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'since', kind: 'int', label: "Cursor of the list before; absent: all", min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: [
          { name: 'numbers', kind: 'json', label: "Numbers of void passes", min: 0, max: 1048576 },
          { name: 'cursor', kind: 'int', label: "Cursor for the next list", min: 0, max: 9.2233720368547758e+18 },
          { name: 'has_more', kind: 'flag', label: "Ask again at once" },
          { name: 'signed_text', kind: 'text', label: "The same, signed", min: 1, max: 1048576 }
        ]
      }
    }
  },
  pass_list: {
    label: "Passes looked up",
    fields: [],
    commands: {
      'pass.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'property', 'resident'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 1, max: 9.2233720368547758e+18 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['household', 'visitor', 'delivery', 'vehicle', 'staff'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'over', 'void'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'pass', kind: 'ref', label: "Pass", min: 0, max: 64, to: 'pass' },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 1, max: 9.2233720368547758e+18 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['household', 'visitor', 'delivery', 'vehicle', 'staff'] },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'over', 'void'] },
          { name: 'region', kind: 'text', label: "Region it was issued in", min: 0, max: 22 },
          { name: 'opens', kind: 'text', label: "Region whose gates it opens", min: 1, max: 22 },
          { name: 'opens_name', kind: 'text', label: "Where it opens", min: 1, max: 100 },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 16 },
          { name: 'household', kind: 'ref', label: "Household", min: 0, max: 64, to: 'household' },
          { name: 'holder', kind: 'text', label: "Name of the holder", min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", min: 1, max: 30, secret: 'phone' },
          { name: 'plate', kind: 'text', label: "Number plate", min: 1, max: 20, secret: 'text' },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'quota', kind: 'int', label: "Times out", min: 1, max: 99 },
          { name: 'days', kind: 'int', label: "in so many days", min: 1, max: 30 },
          { name: 'void_at', kind: 'at', label: "Made void" }
        ]
      },
      'pass.code': {
        does: 'write', where: 'reach',
        who: ['officer', 'grid_worker', 'property', 'resident'],
        takes: [
          { name: 'pass', kind: 'ref', label: "Pass", need: true, min: 0, max: 64, to: 'pass' }
        ],
        gives: [
          { name: 'code', kind: 'text', label: "Text of the QR code", min: 1, max: 500 },
          { name: 'number', kind: 'int', label: "Number of the pass", min: 1, max: 9.2233720368547758e+18 },
          { name: 'kind', kind: 'choice', label: "Kind", choices: ['household', 'visitor', 'delivery', 'vehicle', 'staff'] },
          { name: 'door', kind: 'text', label: "Door", min: 1, max: 16 },
          { name: 'opens_name', kind: 'text', label: "Where it opens", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "This code is good until" },
          { name: 'quota', kind: 'int', label: "Times out", min: 1, max: 99 },
          { name: 'days', kind: 'int', label: "in so many days", min: 1, max: 30 }
        ]
      }
    }
  },
  checkpoint: {
    label: "Checkpoints",
    fields: [],
    commands: {
      'checkpoint.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60 },
          { name: 'exit', kind: 'ref', label: "Exit", min: 0, max: 64, to: 'exit' },
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' },
          { name: 'branch', kind: 'ref', label: "Temporary branch", min: 0, max: 64, to: 'team' },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 }
        ],
        gives: []
      },
      'checkpoint.set': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", need: true, min: 0, max: 64, to: 'checkpoint' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'exit', kind: 'ref', label: "Exit", min: 0, max: 64, to: 'exit' },
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' },
          { name: 'branch', kind: 'ref', label: "Temporary branch", min: 0, max: 64, to: 'team' },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 }
        ],
        gives: []
      },
      'checkpoint.void': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", need: true, min: 0, max: 64, to: 'checkpoint' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  checkpoint_duty: {
    label: "Checkpoints now",
    fields: [],
    commands: {
      'checkpoint.look': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'checkpoint.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'is_red', kind: 'flag', label: "Only what is red" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'exit', kind: 'ref', label: "Exit", min: 0, max: 64, to: 'exit' },
          { name: 'exit_name', kind: 'text', label: "Name of the exit", min: 1, max: 60 },
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' },
          { name: 'team_name', kind: 'text', label: "Name of the team", min: 1, max: 100 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'branch', kind: 'ref', label: "Temporary branch", min: 0, max: 64, to: 'team' },
          { name: 'branch_name', kind: 'text', label: "Name of the branch", min: 1, max: 100 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'n_on_duty', kind: 'int', label: "On duty now", min: 0, max: 9.2233720368547758e+18 },
          { name: 'is_red', kind: 'flag', label: "Red" },
          { name: 'red_since', kind: 'at', label: "Red since" },
          { name: 'next_from_at', kind: 'at', label: "Next shift from" },
          { name: 'on_duty', kind: 'json', label: "Who stands there", min: 0, max: 10000 }
        ]
      },
      'checkpoint.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", need: true, min: 0, max: 64, to: 'checkpoint' }
        ],
        gives: [
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'exit', kind: 'ref', label: "Exit", min: 0, max: 64, to: 'exit' },
          { name: 'exit_name', kind: 'text', label: "Name of the exit", min: 1, max: 60 },
          { name: 'team', kind: 'ref', label: "Team", min: 0, max: 64, to: 'team' },
          { name: 'team_name', kind: 'text', label: "Name of the team", min: 1, max: 100 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'branch', kind: 'ref', label: "Temporary branch", min: 0, max: 64, to: 'team' },
          { name: 'branch_name', kind: 'text', label: "Name of the branch", min: 1, max: 100 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'n_on_duty', kind: 'int', label: "On duty now", min: 0, max: 9.2233720368547758e+18 },
          { name: 'is_red', kind: 'flag', label: "Red" },
          { name: 'red_since', kind: 'at', label: "Red since" },
          { name: 'next_from_at', kind: 'at', label: "Next shift from" },
          { name: 'on_duty', kind: 'json', label: "Who stands there", min: 0, max: 10000 },
          { name: 'roster', kind: 'ref', label: "Roster in force", min: 0, max: 64, to: 'roster' },
          { name: 'members', kind: 'json', label: "People of the team", min: 0, max: 20000 },
          { name: 'faults', kind: 'json', label: "What the team lacks now", min: 0, max: 200 }
        ]
      }
    }
  },
  exit: {
    label: "Exits",
    fields: [],
    commands: {
      'exit.add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", need: true, choices: ['open', 'closed', 'emergency'] },
          { name: 'is_fire_passage', kind: 'flag', label: "Fire passage", need: true },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'keeper', kind: 'text', label: "Login of who keeps the key", min: 2, max: 40 }
        ],
        gives: []
      },
      'exit.set': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'exit', kind: 'ref', label: "Exit", need: true, min: 0, max: 64, to: 'exit' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'closed', 'emergency'] },
          { name: 'is_fire_passage', kind: 'flag', label: "Fire passage" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'keeper', kind: 'text', label: "Login of who keeps the key", min: 2, max: 40 },
          { name: 'instead', kind: 'ref', label: "Exit that closes in the same breath", min: 0, max: 64, to: 'exit' }
        ],
        gives: []
      },
      'exit.void': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'exit', kind: 'ref', label: "Exit", need: true, min: 0, max: 64, to: 'exit' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  exit_test: {
    label: "Exits tried",
    fields: [],
    commands: {
      'exit.test': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'exit', kind: 'ref', label: "Exit", need: true, min: 0, max: 64, to: 'exit' },
          { name: 'is_ok', kind: 'flag', label: "It opened", need: true },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 200 }
        ],
        gives: []
      },
      'exit.redden': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'exit.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'is_red', kind: 'flag', label: "Only what is red" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'exit', kind: 'ref', label: "Exit", min: 0, max: 64, to: 'exit' },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'state', kind: 'choice', label: "State", choices: ['open', 'closed', 'emergency'] },
          { name: 'is_fire_passage', kind: 'flag', label: "Fire passage" },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'keeper', kind: 'text', label: "Login of who keeps the key", min: 2, max: 40 },
          { name: 'keeper_name', kind: 'text', label: "Who keeps the key", min: 1, max: 60 },
          { name: 'tested_at', kind: 'at', label: "Last opened on trial" },
          { name: 'is_test_ok', kind: 'flag', label: "It opened" },
          { name: 'test_note', kind: 'text', label: "Note", min: 1, max: 200 },
          { name: 'due_at', kind: 'at', label: "To be tried by" },
          { name: 'is_red', kind: 'flag', label: "Red" },
          { name: 'red_since', kind: 'at', label: "Red since" }
        ]
      },
      'exit.tests': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'exit', kind: 'ref', label: "Exit", need: true, min: 0, max: 64, to: 'exit' }
        ],
        gives: [
          { name: 'at', kind: 'at', label: "Tried" },
          { name: 'is_ok', kind: 'flag', label: "It opened" },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 200 },
          { name: 'keeper', kind: 'text', label: "Login of who tried it", min: 2, max: 40 }
        ]
      }
    }
  },
  volunteer: {
    label: "Volunteers",
    fields: [],
    commands: {
      'volunteer.offer': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'sampler', 'medic', 'department', 'storekeeper', 'property', 'volunteer', 'enterprise', 'resident'],
        takes: [
          { name: 'name', kind: 'text', label: "Full name", need: true, min: 1, max: 60, secret: 'name' },
          { name: 'phone', kind: 'text', label: "Phone", min: 5, max: 30, secret: 'phone' },
          { name: 'category', kind: 'choice', label: "Offers as", need: true, choices: ['party_member', 'probationary', 'no_post', 'resident', 'student', 'other'] },
          { name: 'skills', kind: 'json', label: "Skills", min: 0, max: 500 },
          { name: 'birth_year', kind: 'int', label: "Year of birth", min: 1900, max: 2100, secret: 'text' },
          { name: 'has_illness', kind: 'flag', label: "Has a chronic illness", secret: 'text' },
          { name: 'has_own_gear', kind: 'flag', label: "Brings own protective gear" },
          { name: 'is_self', kind: 'flag', label: "Offers for himself, not for somebody on paper" },
          { name: 'volunteer', kind: 'ref', label: "The offer that this one replaces", min: 0, max: 64, to: 'volunteer' }
        ],
        gives: [
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' }
        ]
      },
      'volunteer.withdraw': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'volunteer', kind: 'ref', label: "Volunteer", need: true, min: 0, max: 64, to: 'volunteer' },
          { name: 'reason', kind: 'text', label: "Reason", min: 2, max: 200 }
        ],
        gives: []
      },
      'volunteer.forget': {
        does: 'write', where: 'anywhere',
        who: ['clock'],
        takes: [
          { name: 'number', kind: 'int', label: "Number", need: true, min: 1, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  volunteer_desk: {
    label: "Desk of volunteers",
    fields: [],
    commands: {
      'volunteer.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'item', kind: 'ref', label: "Item of the menu", min: 0, max: 64, to: 'volunteer_menu' },
          { name: 'state', kind: 'choice', label: "State", choices: ['taken', 'warned', 'declined', 'given_back', 'done'] },
          { name: 'slot', kind: 'ref', label: "Place to help", min: 0, max: 64, to: 'volunteer_slot' },
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'booking', kind: 'ref', label: "Place taken", min: 0, max: 64, to: 'volunteer_take' },
          { name: 'slot', kind: 'ref', label: "Place to help", min: 0, max: 64, to: 'volunteer_slot' },
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'category', kind: 'choice', label: "Offers as", choices: ['party_member', 'probationary', 'no_post', 'resident', 'student', 'other'] },
          { name: 'has_own_gear', kind: 'flag', label: "Brings own protective gear" },
          { name: 'state', kind: 'choice', label: "State", choices: ['taken', 'warned', 'declined', 'given_back', 'done'] },
          { name: 'warnings', kind: 'json', label: "Warnings", min: 0, max: 100 },
          { name: 'item', kind: 'text', label: "Item of the menu", min: 1, max: 64 },
          { name: 'item_name', kind: 'text', label: "What to do", min: 1, max: 60 },
          { name: 'is_exposed', kind: 'flag', label: "Close to many people" },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'place', kind: 'text', label: "Meeting point", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'hours', kind: 'real', label: "Hours", min: 0, max: 24 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'decided_by_name', kind: 'text', label: "Decided by", min: 1, max: 60 },
          { name: 'is_own', kind: 'flag', label: "One's own" }
        ]
      },
      'volunteer.done': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'booking', kind: 'ref', label: "Place taken", need: true, min: 0, max: 64, to: 'volunteer_take' },
          { name: 'hours', kind: 'real', label: "Hours", min: 0, max: 24 }
        ],
        gives: []
      },
      'volunteer.hours': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' },
          { name: 'from_day', kind: 'day', label: "From", need: true },
          { name: 'until_day', kind: 'day', label: "Until", need: true },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'booking', kind: 'ref', label: "Place taken", min: 0, max: 64, to: 'volunteer_take' },
          { name: 'slot', kind: 'ref', label: "Place to help", min: 0, max: 64, to: 'volunteer_slot' },
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'category', kind: 'choice', label: "Offers as", choices: ['party_member', 'probationary', 'no_post', 'resident', 'student', 'other'] },
          { name: 'has_own_gear', kind: 'flag', label: "Brings own protective gear" },
          { name: 'state', kind: 'choice', label: "State", choices: ['taken', 'warned', 'declined', 'given_back', 'done'] },
          { name: 'warnings', kind: 'json', label: "Warnings", min: 0, max: 100 },
          { name: 'item', kind: 'text', label: "Item of the menu", min: 1, max: 64 },
          { name: 'item_name', kind: 'text', label: "What to do", min: 1, max: 60 },
          { name: 'is_exposed', kind: 'flag', label: "Close to many people" },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'place', kind: 'text', label: "Meeting point", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'hours', kind: 'real', label: "Hours", min: 0, max: 24 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'decided_by_name', kind: 'text', label: "Decided by", min: 1, max: 60 },
          { name: 'is_own', kind: 'flag', label: "One's own" }
        ]
      }
    }
  },
  volunteer_list: {
    label: "Volunteers looked up",
    fields: [],
    commands: {
      'volunteer.people': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'category', kind: 'choice', label: "Offers as", choices: ['party_member', 'probationary', 'no_post', 'resident', 'student', 'other'] },
          { name: 'skill', kind: 'choice', label: "Skill it needs", choices: ['haircut', 'appliance_repair', 'driving', 'nursing', 'counselling', 'cooking', 'computers', 'broadcasting'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' },
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'phone', kind: 'text', label: "Phone", min: 5, max: 30, secret: 'phone' },
          { name: 'category', kind: 'choice', label: "Offers as", choices: ['party_member', 'probationary', 'no_post', 'resident', 'student', 'other'] },
          { name: 'skills', kind: 'json', label: "Skills", min: 0, max: 500 },
          { name: 'has_own_gear', kind: 'flag', label: "Brings own protective gear" },
          { name: 'is_household', kind: 'flag', label: "Offered on the family's page" },
          { name: 'login', kind: 'text', label: "Login", min: 1, max: 40 },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'n_taken', kind: 'int', label: "Places held from now on", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'volunteer.open': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'volunteer', kind: 'ref', label: "Volunteer", need: true, min: 0, max: 64, to: 'volunteer' },
          { name: 'purpose', kind: 'text', label: "What it is needed for", need: true, min: 2, max: 200 }
        ],
        gives: [
          { name: 'name', kind: 'text', label: "Full name", min: 1, max: 60 },
          { name: 'phone', kind: 'text', label: "Phone", min: 5, max: 30, secret: 'phone' }
        ]
      },
      'volunteer.mine': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'offers', kind: 'json', label: "Own offers: volunteer, name (masked), category, skills, has_own_gear, region, region_name", min: 0, max: 1048576 },
          { name: 'bookings', kind: 'json', label: "Own places: booking, volunteer, state, warnings, item_name, is_exposed, place, region_name, from_at, until_at, hours, reason", min: 0, max: 1048576 }
        ]
      }
    }
  },
  volunteer_menu: {
    label: "Volunteer service menu",
    fields: [],
    commands: {
      'volunteer.menu': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'item', kind: 'ref', label: "Item of the menu", min: 0, max: 64, to: 'volunteer_menu' },
          { name: 'class', kind: 'choice', label: "Class of work", choices: ['protecting', 'helping', 'telling'] },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'skill', kind: 'choice', label: "Skill it needs", choices: ['haircut', 'appliance_repair', 'driving', 'nursing', 'counselling', 'cooking', 'computers', 'broadcasting'] },
          { name: 'is_exposed', kind: 'flag', label: "Close to many people" },
          { name: 'is_standing', kind: 'flag', label: "On every menu" },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 }
        ]
      },
      'volunteer.item_add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'class', kind: 'choice', label: "Class of work", need: true, choices: ['protecting', 'helping', 'telling'] },
          { name: 'name', kind: 'text', label: "Name", need: true, min: 1, max: 60 },
          { name: 'skill', kind: 'choice', label: "Skill it needs", choices: ['haircut', 'appliance_repair', 'driving', 'nursing', 'counselling', 'cooking', 'computers', 'broadcasting'] },
          { name: 'is_exposed', kind: 'flag', label: "Close to many people" }
        ],
        gives: []
      },
      'volunteer.item_void': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'item', kind: 'ref', label: "Item of the menu", need: true, min: 0, max: 64, to: 'volunteer_menu' },
          { name: 'reason', kind: 'text', label: "Reason", min: 2, max: 200 }
        ],
        gives: []
      }
    }
  },
  volunteer_slot: {
    label: "Places to help",
    fields: [],
    commands: {
      'volunteer.slot_add': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'item', kind: 'ref', label: "Item of the menu", need: true, min: 0, max: 64, to: 'volunteer_menu' },
          { name: 'from_at', kind: 'at', label: "From", need: true },
          { name: 'until_at', kind: 'at', label: "Until", need: true },
          { name: 'capacity', kind: 'int', label: "For how many", need: true, min: 1, max: 200 },
          { name: 'place', kind: 'text', label: "Meeting point", need: true, min: 1, max: 100 }
        ],
        gives: []
      },
      'volunteer.slot_void': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'slot', kind: 'ref', label: "Place to help", need: true, min: 0, max: 64, to: 'volunteer_slot' },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      },
      'volunteer.slots': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'item', kind: 'ref', label: "Item of the menu", min: 0, max: 64, to: 'volunteer_menu' },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'slot', kind: 'ref', label: "Place to help", min: 0, max: 64, to: 'volunteer_slot' },
          { name: 'item', kind: 'text', label: "Item of the menu", min: 1, max: 64 },
          { name: 'item_name', kind: 'text', label: "What to do", min: 1, max: 60 },
          { name: 'class', kind: 'choice', label: "Class of work", choices: ['protecting', 'helping', 'telling'] },
          { name: 'skill', kind: 'choice', label: "Skill it needs", choices: ['haircut', 'appliance_repair', 'driving', 'nursing', 'counselling', 'cooking', 'computers', 'broadcasting'] },
          { name: 'is_exposed', kind: 'flag', label: "Close to many people" },
          { name: 'region', kind: 'text', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'place', kind: 'text', label: "Meeting point", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'capacity', kind: 'int', label: "For how many", min: 1, max: 200 },
          { name: 'n_taken', kind: 'int', label: "Taken", min: 0, max: 200 },
          { name: 'n_left', kind: 'int', label: "Free places", min: 0, max: 200 },
          { name: 'booking', kind: 'text', label: "One's own place", min: 1, max: 64 },
          { name: 'state', kind: 'choice', label: "State", choices: ['taken', 'warned', 'declined', 'given_back', 'done'] }
        ]
      }
    }
  },
  volunteer_take: {
    label: "Places taken",
    fields: [],
    commands: {
      'volunteer.take': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'slot', kind: 'ref', label: "Place to help", need: true, min: 0, max: 64, to: 'volunteer_slot' },
          { name: 'volunteer', kind: 'ref', label: "Volunteer", min: 0, max: 64, to: 'volunteer' }
        ],
        gives: [
          { name: 'booking', kind: 'ref', label: "Place taken", min: 0, max: 64, to: 'volunteer_take' },
          { name: 'state', kind: 'choice', label: "State", choices: ['taken', 'warned', 'declined', 'given_back', 'done'] }
        ]
      },
      'volunteer.decide': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'booking', kind: 'ref', label: "Place taken", need: true, min: 0, max: 64, to: 'volunteer_take' },
          { name: 'is_taken', kind: 'flag', label: "May take it", need: true },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 2, max: 200 }
        ],
        gives: []
      },
      'volunteer.give_back': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'booking', kind: 'ref', label: "Place taken", need: true, min: 0, max: 64, to: 'volunteer_take' },
          { name: 'reason', kind: 'text', label: "Reason", min: 2, max: 200 }
        ],
        gives: []
      }
    }
  },
  calendar: {
    label: "Calendars of own duties",
    fields: [],
    commands: {
      'calendar.link': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'url_path', kind: 'text', label: "Address on this server", min: 1, max: 100 },
          { name: 'token', kind: 'text', label: "Token", min: 32, max: 32 },
          { name: 'made_at', kind: 'at', label: "Made" }
        ]
      },
      'calendar.end': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: []
      },
      'calendar.feed': {
        does: 'read', where: 'anywhere',
        who: ['anyone'],
        takes: [
          { name: 'token', kind: 'text', label: "Token of the calendar's address", need: true, min: 1, max: 64, secret: 'text' }
        ],
        gives: [
          { name: 'uid', kind: 'text', label: "Name of the entry", min: 1, max: 100 },
          { name: 'title', kind: 'text', label: "What to do", min: 1, max: 200 },
          { name: 'place', kind: 'text', label: "Where", min: 1, max: 300 },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 300 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'changed_at', kind: 'at', label: "Changed" },
          { name: 'is_tentative', kind: 'flag', label: "Not decided yet" }
        ]
      }
    }
  },
  roster: {
    label: "Rosters",
    fields: [],
    commands: {
      'roster.make': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", need: true, min: 0, max: 64, to: 'checkpoint' },
          { name: 'from_day', kind: 'day', label: "First day", need: true },
          { name: 'days', kind: 'int', label: "Days", need: true, min: 1, max: 14 },
          { name: 'pattern', kind: 'choice', label: "Pattern of shifts", need: true, choices: ['3x8', '2x12', '4x6', 'custom'] },
          { name: 'lengths', kind: 'json', label: "Minutes of each shift", min: 0, max: 200 },
          { name: 'start_hour', kind: 'int', label: "Hour at which the day's first shift begins", min: 0, max: 23 },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'rest_hours', kind: 'int', label: "Hours of rest between shifts", min: 0, max: 24 },
          { name: 'most_hours_week', kind: 'int', label: "Hours in seven days at most", min: 1, max: 168 },
          { name: 'skills', kind: 'json', label: "Skills on every shift", min: 0, max: 200 }
        ],
        gives: [
          { name: 'roster', kind: 'ref', label: "Roster", min: 0, max: 64, to: 'roster' },
          { name: 'n_holes', kind: 'int', label: "Places nobody was found for", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_findings', kind: 'int', label: "Findings", min: 0, max: 9.2233720368547758e+18 }
        ]
      }
    }
  },
  roster_all: {
    label: "Rosters of a place",
    fields: [],
    commands: {
      'roster.make_all': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'from_day', kind: 'day', label: "First day", need: true },
          { name: 'days', kind: 'int', label: "Days", need: true, min: 1, max: 14 },
          { name: 'pattern', kind: 'choice', label: "Pattern of shifts", need: true, choices: ['3x8', '2x12', '4x6', 'custom'] },
          { name: 'lengths', kind: 'json', label: "Minutes of each shift", min: 0, max: 200 },
          { name: 'start_hour', kind: 'int', label: "Hour at which the day's first shift begins", min: 0, max: 23 },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'rest_hours', kind: 'int', label: "Hours of rest between shifts", min: 0, max: 24 },
          { name: 'most_hours_week', kind: 'int', label: "Hours in seven days at most", min: 1, max: 168 },
          { name: 'skills', kind: 'json', label: "Skills on every shift", min: 0, max: 200 }
        ],
        gives: [
          { name: 'n', kind: 'int', label: "Rosters that are made", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'roster.publish_all': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 }
        ],
        gives: [
          { name: 'n', kind: 'int', label: "Rosters that are made", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'roster.publish_next': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'after', kind: 'int', label: "Roster published before", need: true, min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: []
      },
      'roster.next': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'from_day', kind: 'day', label: "First day", need: true },
          { name: 'days', kind: 'int', label: "Days", need: true, min: 1, max: 14 },
          { name: 'pattern', kind: 'choice', label: "Pattern of shifts", need: true, choices: ['3x8', '2x12', '4x6', 'custom'] },
          { name: 'lengths', kind: 'json', label: "Minutes of each shift", min: 0, max: 200 },
          { name: 'start_hour', kind: 'int', label: "Hour at which the day's first shift begins", min: 0, max: 23 },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'rest_hours', kind: 'int', label: "Hours of rest between shifts", min: 0, max: 24 },
          { name: 'most_hours_week', kind: 'int', label: "Hours in seven days at most", min: 1, max: 168 },
          { name: 'skills', kind: 'json', label: "Skills on every shift", min: 0, max: 200 },
          { name: 'after', kind: 'int', label: "Checkpoint made before", need: true, min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  roster_publish: {
    label: "Rosters published",
    fields: [],
    commands: {
      'roster.edit': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'roster', kind: 'ref', label: "Roster", need: true, min: 0, max: 64, to: 'roster' },
          { name: 'shifts', kind: 'json', label: "Shifts", need: true, min: 0, max: 200000 }
        ],
        gives: [
          { name: 'n_findings', kind: 'int', label: "Findings", min: 0, max: 9.2233720368547758e+18 }
        ]
      },
      'roster.publish': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'roster', kind: 'ref', label: "Roster", need: true, min: 0, max: 64, to: 'roster' },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: []
      },
      'roster.withdraw': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'roster', kind: 'ref', label: "Roster", need: true, min: 0, max: 64, to: 'roster' },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: []
      }
    }
  },
  roster_view: {
    label: "Rosters read",
    fields: [],
    commands: {
      'roster.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'state', kind: 'choice', label: "State", choices: ['draft', 'published', 'withdrawn'] },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'roster', kind: 'ref', label: "Roster", min: 0, max: 64, to: 'roster' },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "First day" },
          { name: 'days', kind: 'int', label: "Days", min: 1, max: 14 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'pattern', kind: 'choice', label: "Pattern of shifts", choices: ['3x8', '2x12', '4x6', 'custom'] },
          { name: 'start_hour', kind: 'int', label: "Hour at which the day's first shift begins", min: 0, max: 23 },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'rest_hours', kind: 'int', label: "Hours of rest between shifts", min: 0, max: 24 },
          { name: 'most_hours_week', kind: 'int', label: "Hours in seven days at most", min: 1, max: 168 },
          { name: 'state', kind: 'choice', label: "State", choices: ['draft', 'published', 'withdrawn'] },
          { name: 'n_holes', kind: 'int', label: "Places nobody was found for", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_findings', kind: 'int', label: "Findings", min: 0, max: 9.2233720368547758e+18 },
          { name: 'published_at', kind: 'at', label: "Published" },
          { name: 'team_name', kind: 'text', label: "Name of the team", min: 1, max: 100 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ]
      },
      'roster.get': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'roster', kind: 'ref', label: "Roster", need: true, min: 0, max: 64, to: 'roster' }
        ],
        gives: [
          { name: 'roster', kind: 'ref', label: "Roster", min: 0, max: 64, to: 'roster' },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'from_day', kind: 'day', label: "First day" },
          { name: 'days', kind: 'int', label: "Days", min: 1, max: 14 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'pattern', kind: 'choice', label: "Pattern of shifts", choices: ['3x8', '2x12', '4x6', 'custom'] },
          { name: 'start_hour', kind: 'int', label: "Hour at which the day's first shift begins", min: 0, max: 23 },
          { name: 'n_least', kind: 'int', label: "On duty at least", min: 1, max: 12 },
          { name: 'rest_hours', kind: 'int', label: "Hours of rest between shifts", min: 0, max: 24 },
          { name: 'most_hours_week', kind: 'int', label: "Hours in seven days at most", min: 1, max: 168 },
          { name: 'state', kind: 'choice', label: "State", choices: ['draft', 'published', 'withdrawn'] },
          { name: 'n_holes', kind: 'int', label: "Places nobody was found for", min: 0, max: 9.2233720368547758e+18 },
          { name: 'n_findings', kind: 'int', label: "Findings", min: 0, max: 9.2233720368547758e+18 },
          { name: 'published_at', kind: 'at', label: "Published" },
          { name: 'team_name', kind: 'text', label: "Name of the team", min: 1, max: 100 },
          { name: 'leader_name', kind: 'text', label: "Leader", min: 1, max: 60 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 },
          { name: 'lengths', kind: 'json', label: "Minutes of each shift", min: 0, max: 200 },
          { name: 'skills', kind: 'json', label: "Skills on every shift", min: 0, max: 200 },
          { name: 'members', kind: 'json', label: "People who may stand", min: 0, max: 20000 },
          { name: 'shifts', kind: 'json', label: "Shifts", min: 0, max: 1048576 },
          { name: 'findings', kind: 'json', label: "Findings", min: 0, max: 1048576 }
        ]
      }
    }
  },
  shift: {
    label: "Shifts",
    fields: [],
    commands: {
      'shift.mine': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" }
        ],
        gives: [
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'state', kind: 'choice', label: "State", choices: ['coming', 'open', 'done', 'missed'] },
          { name: 'begun_at', kind: 'at', label: "Begun" },
          { name: 'handed_at', kind: 'at', label: "Handed over" },
          { name: 'note', kind: 'text', label: "What the next one should know", min: 1, max: 500 },
          { name: 'last_note', kind: 'text', label: "What the one before said", min: 1, max: 500 },
          { name: 'last_by', kind: 'text', label: "Who was there before", min: 1, max: 60 },
          { name: 'swap', kind: 'text', label: "Swap asked for", min: 1, max: 64 }
        ]
      },
      'shift.list': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer', 'grid_worker', 'gatekeeper', 'department', 'property', 'volunteer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'state', kind: 'choice', label: "State", choices: ['coming', 'open', 'done', 'missed'] },
          { name: 'begun_at', kind: 'at', label: "Begun" },
          { name: 'handed_at', kind: 'at', label: "Handed over" },
          { name: 'note', kind: 'text', label: "What the next one should know", min: 1, max: 500 }
        ]
      },
      'shift.partners': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'shift', kind: 'text', label: "Shift", need: true, min: 1, max: 64 }
        ],
        gives: [
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 },
          { name: 'checkpoint', kind: 'ref', label: "Checkpoint", min: 0, max: 64, to: 'checkpoint' },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'gate', kind: 'ref', label: "Gate", min: 0, max: 64, to: 'gate' },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'state', kind: 'choice', label: "State", choices: ['coming', 'open', 'done', 'missed'] },
          { name: 'begun_at', kind: 'at', label: "Begun" },
          { name: 'handed_at', kind: 'at', label: "Handed over" },
          { name: 'note', kind: 'text', label: "What the next one should know", min: 1, max: 500 }
        ]
      }
    }
  },
  shift_begin: {
    label: "Shifts begun",
    fields: [],
    commands: {
      'shift.begin': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'shift', kind: 'text', label: "Shift", need: true, min: 1, max: 64 },
          { name: 'device_at', kind: 'at', label: "Time on the device" }
        ],
        gives: []
      },
      'shift.hand_over': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'shift', kind: 'text', label: "Shift", need: true, min: 1, max: 64 },
          { name: 'note', kind: 'text', label: "What the next one should know", min: 1, max: 500, secret: 'text' },
          { name: 'n_conflicts', kind: 'int', label: "Records left in dispute", min: 0, max: 10000 },
          { name: 'device_at', kind: 'at', label: "Time on the device" }
        ],
        gives: []
      },
      'shift.late': {
        does: 'write', where: 'reach',
        who: ['clock'],
        takes: [
          { name: 'roster', kind: 'int', label: "Roster", need: true, min: 1, max: 9.2233720368547758e+18 },
          { name: 'nth', kind: 'int', label: "Which shift of it", need: true, min: 0, max: 9.2233720368547758e+18 }
        ],
        gives: []
      }
    }
  },
  shift_fill: {
    label: "Stand-by",
    fields: [],
    commands: {
      'shift.stand_by': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", need: true, min: 0, max: 22 },
          { name: 'account', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'from_at', kind: 'at', label: "From", need: true },
          { name: 'until_at', kind: 'at', label: "Until", need: true }
        ],
        gives: []
      },
      'shift.stand_by_end': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'stand_by', kind: 'text', label: "Stand-by", need: true, min: 1, max: 64 }
        ],
        gives: []
      },
      'shift.stand_bys': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'stand_by', kind: 'text', label: "Stand-by", min: 1, max: 64 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'is_mine', kind: 'flag', label: "Yours" }
        ]
      },
      'shift.my_stand_bys': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'stand_by', kind: 'text', label: "Stand-by", min: 1, max: 64 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'is_mine', kind: 'flag', label: "Yours" }
        ]
      },
      'shift.fill': {
        does: 'write', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'shift', kind: 'text', label: "Shift", need: true, min: 1, max: 64 },
          { name: 'account', kind: 'text', label: "Login", need: true, min: 2, max: 40 },
          { name: 'reason', kind: 'text', label: "Reason", min: 1, max: 200 }
        ],
        gives: [
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 }
        ]
      }
    }
  },
  shift_hours: {
    label: "Hours on duty",
    fields: [],
    commands: {
      'shift.hours': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'account', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'from_day', kind: 'day', label: "First day", need: true },
          { name: 'until_day', kind: 'day', label: "Last day", need: true }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'n_shifts', kind: 'int', label: "Shifts", min: 0, max: 9.2233720368547758e+18 },
          { name: 'minutes', kind: 'int', label: "Minutes", min: 0, max: 9.2233720368547758e+18 },
          { name: 'night_minutes', kind: 'int', label: "Minutes at night, 22:00 to 6:00", min: 0, max: 9.2233720368547758e+18 },
          { name: 'hours', kind: 'real', label: "Hours", min: 0, max: 1000000 }
        ]
      },
      'shift.my_hours': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'from_day', kind: 'day', label: "First day", need: true },
          { name: 'until_day', kind: 'day', label: "Last day", need: true }
        ],
        gives: [
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'n_shifts', kind: 'int', label: "Shifts", min: 0, max: 9.2233720368547758e+18 },
          { name: 'minutes', kind: 'int', label: "Minutes", min: 0, max: 9.2233720368547758e+18 },
          { name: 'night_minutes', kind: 'int', label: "Minutes at night, 22:00 to 6:00", min: 0, max: 9.2233720368547758e+18 },
          { name: 'hours', kind: 'real', label: "Hours", min: 0, max: 1000000 }
        ]
      }
    }
  },
  shift_no_shows: {
    label: "Shifts nobody began",
    fields: [],
    commands: {
      'shift.no_shows': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 100 }
        ],
        gives: [
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'login', kind: 'text', label: "Login", min: 2, max: 40 },
          { name: 'name', kind: 'text', label: "Name", min: 1, max: 60 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'since_at', kind: 'at', label: "Empty since" },
          { name: 'proposals', kind: 'json', label: "Who could come instead", min: 0, max: 4000 }
        ]
      }
    }
  },
  shift_swap: {
    label: "Shifts swapped",
    fields: [],
    commands: {
      'shift.swap': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'shift', kind: 'text', label: "Shift", need: true, min: 1, max: 64 },
          { name: 'with', kind: 'text', label: "Shift of the other", need: true, min: 1, max: 64 }
        ],
        gives: []
      },
      'shift.swap_answer': {
        does: 'write', where: 'anywhere',
        who: ['signed_in'],
        takes: [
          { name: 'swap', kind: 'text', label: "Swap", need: true, min: 1, max: 64 },
          { name: 'is_yes', kind: 'flag', label: "Agreed", need: true }
        ],
        gives: []
      }
    }
  },
  shift_swaps: {
    label: "Swaps looked at",
    fields: [],
    commands: {
      'shift.swaps': {
        does: 'read', where: 'anywhere',
        who: ['signed_in'],
        takes: [],
        gives: [
          { name: 'swap', kind: 'text', label: "Swap", min: 1, max: 64 },
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 },
          { name: 'with', kind: 'text', label: "Shift of the other", min: 1, max: 64 },
          { name: 'name', kind: 'text', label: "Who asks", min: 1, max: 60 },
          { name: 'with_name', kind: 'text', label: "Who is asked", min: 1, max: 60 },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'with_from_at', kind: 'at', label: "The other's, from" },
          { name: 'with_until_at', kind: 'at', label: "The other's, until" },
          { name: 'is_mine', kind: 'flag', label: "You are one of the two" },
          { name: 'is_mine_to_answer', kind: 'flag', label: "Waits for your answer" },
          { name: 'state', kind: 'choice', label: "State", choices: ['asked', 'agreed', 'declined'] }
        ]
      },
      'shift.open_swaps': {
        does: 'read', where: 'reach',
        who: ['commander', 'officer'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'swap', kind: 'text', label: "Swap", min: 1, max: 64 },
          { name: 'shift', kind: 'text', label: "Shift", min: 1, max: 64 },
          { name: 'with', kind: 'text', label: "Shift of the other", min: 1, max: 64 },
          { name: 'name', kind: 'text', label: "Who asks", min: 1, max: 60 },
          { name: 'with_name', kind: 'text', label: "Who is asked", min: 1, max: 60 },
          { name: 'checkpoint_name', kind: 'text', label: "Name of the checkpoint", min: 1, max: 60 },
          { name: 'region', kind: 'region', label: "Compound or grid", min: 0, max: 22 },
          { name: 'region_name', kind: 'text', label: "Name of the region", min: 1, max: 100 },
          { name: 'community', kind: 'text', label: "Community", min: 1, max: 100 },
          { name: 'from_at', kind: 'at', label: "From" },
          { name: 'until_at', kind: 'at', label: "Until" },
          { name: 'with_from_at', kind: 'at', label: "The other's, from" },
          { name: 'with_until_at', kind: 'at', label: "The other's, until" },
          { name: 'is_mine', kind: 'flag', label: "You are one of the two" },
          { name: 'is_mine_to_answer', kind: 'flag', label: "Waits for your answer" },
          { name: 'state', kind: 'choice', label: "State", choices: ['asked', 'agreed', 'declined'] }
        ]
      }
    }
  },
  disinfection: {
    label: "Disinfection log",
    fields: [
      { name: 'site', kind: 'text', label: "Site", need: true, min: 1, max: 100 },
      { name: 'agent', kind: 'choice', label: "Agent", need: true, choices: ['chlorine', 'peracetic', 'alcohol', 'ultraviolet', 'other'] },
      { name: 'strength', kind: 'int', label: "Strength, mg/L", min: 0, max: 100000 },
      { name: 'minutes', kind: 'int', label: "Contact, minutes", need: true, min: 1, max: 1440 },
      { name: 'done_on', kind: 'day', label: "Day done", need: true },
      { name: 'left_out', kind: 'text', label: "Spots left out", min: 1, max: 500 },
      { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 }
    ],
    commands: {
      'disinfection.add': {
        does: 'add', where: 'reach',
        who: ['officer', 'grid_worker'],
        takes: [
          { name: 'site', kind: 'text', label: "Site", need: true, min: 1, max: 100 },
          { name: 'agent', kind: 'choice', label: "Agent", need: true, choices: ['chlorine', 'peracetic', 'alcohol', 'ultraviolet', 'other'] },
          { name: 'strength', kind: 'int', label: "Strength, mg/L", min: 0, max: 100000 },
          { name: 'minutes', kind: 'int', label: "Contact, minutes", need: true, min: 1, max: 1440 },
          { name: 'done_on', kind: 'day', label: "Day done", need: true },
          { name: 'left_out', kind: 'text', label: "Spots left out", min: 1, max: 500 },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 }
        ],
        gives: []
      },
      'disinfection.list': {
        does: 'list', where: 'reach',
        who: ['commander', 'officer', 'grid_worker'],
        takes: [
          { name: 'region', kind: 'region', label: "Region", min: 0, max: 22 },
          { name: 'cursor', kind: 'text', label: "Where the page before ended", min: 1, max: 100 },
          { name: 'limit', kind: 'int', label: "Rows a page", min: 1, max: 500 }
        ],
        gives: [
          { name: 'site', kind: 'text', label: "Site", need: true, min: 1, max: 100 },
          { name: 'agent', kind: 'choice', label: "Agent", need: true, choices: ['chlorine', 'peracetic', 'alcohol', 'ultraviolet', 'other'] },
          { name: 'strength', kind: 'int', label: "Strength, mg/L", min: 0, max: 100000 },
          { name: 'minutes', kind: 'int', label: "Contact, minutes", need: true, min: 1, max: 1440 },
          { name: 'done_on', kind: 'day', label: "Day done", need: true },
          { name: 'left_out', kind: 'text', label: "Spots left out", min: 1, max: 500 },
          { name: 'note', kind: 'text', label: "Note", min: 1, max: 500 }
        ]
      },
      'disinfection.void': {
        does: 'void', where: 'reach',
        who: ['officer'],
        takes: [
          { name: 'row', kind: 'text', label: "Row", need: true, min: 1, max: 64 },
          { name: 'reason', kind: 'text', label: "Reason", need: true, min: 1, max: 500 }
        ],
        gives: []
      }
    }
  }
}
