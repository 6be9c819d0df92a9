// Shortest password the server takes: the range of account.password's new one.
import { argument } from '../../shared/schema'

export const SHORTEST = argument('account.password', 'new')?.min || 10
