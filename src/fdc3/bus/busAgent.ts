import type {Connection} from '../../connection/connection';
import type {Fdc3Agent} from '../agent';

export function createBusAgent(connection: Connection): Fdc3Agent {
    throw new Error(`not there yet: ${connection.state().status}`);
}
