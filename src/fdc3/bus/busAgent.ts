import type {Connection} from '../../connection/connection';
import type {Fdc3Agent} from '../agent';

export function createBusAgent(_connection: Connection): Fdc3Agent {
    throw new Error('not there yet');
}
