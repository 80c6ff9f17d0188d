import {useMemo} from 'react';
import type {Bus} from '../connection/bus';
import {connection} from '../connection/connection';
import {unlessLost} from '../connection/unlessLost';
import {whenConnected} from '../connection/whenConnected';
import {createCommandReader} from '../delivery/commands';
import {createQueue} from '../delivery/queue';
import {Place} from '../delivery/renderer';
import {errorMessage} from '../errorMessage';
import {useCommands} from './useCommands';
import {Failures} from './useErrorReport';

/** Performs one command; rejects with the reason when that fails. */
export type Operation = (glue: NonNullable<Bus['glue']>, command: unknown) => unknown;

/**
 * The command props of a component whose only answer is `error`: performed one after another, in the order written,
 * when the page is connected. `operations` must be a stable object.
 */
export function useOperations(
    place: () => Place,
    failures: Failures,
    operations: {[prop: string]: Operation},
    values: {[prop: string]: unknown}
): void {
    const readers = useMemo(() => {
        const queue = createQueue<{prop: string; command: unknown}>(
            async ({prop, command}) => {
                const bus = await whenConnected(connection);
                if (bus.glue) {
                    const {glue} = bus;
                    await unlessLost(connection, bus, Promise.resolve().then(() => operations[prop](glue, command)));
                    failures.succeeded();
                }
            },
            ({prop}, reason) => failures.failed(prop, errorMessage(reason))
        );
        const owner = place().id ?? {};
        return Object.fromEntries(
            Object.keys(operations).map(prop => [
                prop,
                createCommandReader(typeof owner === 'string' ? `${owner}.${prop}` : {}, command => queue.push({prop, command})),
            ])
        );
    }, [place, failures, operations]);
    useCommands(place, readers, values);
}
