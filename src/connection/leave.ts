import type {Bus} from './bus';

/** Leaves for good. A bus that cannot be left any more is gone already. */
export function leave(bus: Bus): void {
    Promise.resolve()
        .then(() => bus.close())
        .catch(() => undefined);
}
