import { describe, expect, it } from 'vitest'
import { share } from './share'

describe('a share', () => {
	it('is what the report of Tianjin printed', () => expect([share(11_443, 13_078), share(1_517, 13_078)]).toEqual(['87.5%', '11.6%']))
	it('is never all or nothing where it is not', () => expect([share(13_077, 13_078), share(13_078, 13_078), share(1, 13_078), share(0, 13_078)]).toEqual(['99.9%', '100.0%', '<0.1%', '0.0%']))
	it('of nobody is no figure', () => expect([share(0, 0), share(undefined, 5), share(3, null)]).toEqual(['–', '–', '–']))
})
