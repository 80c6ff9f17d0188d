import type {Glue} from '../bus';
import {disconnectTimeoutMs} from '../../async/timeouts';
import {pause} from '../../async/waiting';

/** Leaves a gateway for good, also one that is away or hangs. */
export async function disconnect(glue: Glue): Promise<void> {
    await Promise.race([glue.done(), pause(disconnectTimeoutMs)]);
}
