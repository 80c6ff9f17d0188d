import type {Glue} from '../bus';
import {disconnectTimeoutMs} from '../../async/timeouts';

/** Leaves a gateway for good, also one that is away or hangs. */
export async function disconnect(glue: Glue): Promise<void> {
    await Promise.race([glue.done(), new Promise((resolve) => setTimeout(resolve, disconnectTimeoutMs))]);
}
