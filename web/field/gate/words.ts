// The words of the gate, loaded with it.
import more from 'virtual:words/gate'
import { learn } from '../../shared/says'

learn(more)
