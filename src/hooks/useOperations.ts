import {useLayoutEffect} from 'react';
import type {Bus} from '../connection/bus';
import {connection} from '../connection/connection';
import {unlessLost} from '../connection/unlessLost';
import {whenConnected} from '../connection/whenConnected';
import {Reader, createCommandReader} from '../delivery/commands';
import {createQueue} from '../delivery/queue';
import {Place} from '../delivery/renderer';
import {errorMessage} from '../errorMessage';
import {useCommands} from './useCommands';
import {Failures} from './useErrorReport';
import {useKept} from './useKept';

// A bus that hangs answers nothing; what it does answer takes less.
const answerLimitMs = 60000;

/** Performs one command; rejects with the reason when that fails. */
export type Operation = (glue: NonNullable<Bus['glue']>, command: unknown) => unknown;

/**
 * The command props of a component whose only answer is `error`: performed one after another, in the order written,
 * when the page is connected.
 */
export function useOperations(
    component: string,
    place: () => Place,
    failures: Failures,
    operations: {[prop: string]: Operation},
    values: {[prop: string]: unknown}
): void {
    const shown = {failures, operations};
    const key = place().id === undefined ? undefined : `${component} ${place().id}`;
    const host = useKept(key, () => createOperationsHost(key, shown), () => undefined);
    useLayoutEffect(() => host.show(shown));
    useCommands(place, host.readers, values);
}

interface Shown {
    failures: Failures;
    operations: {[prop: string]: Operation};
}

function createOperationsHost(key: string | undefined, first: Shown): {readers: {[prop: string]: Reader}; show: (shown: Shown) => void} {
    let shown = first;
    const queue = createQueue<{prop: string; command: unknown; givenAt: number}>(
        async ({prop, command, givenAt}) => {
            const bus = await whenConnected(connection, undefined, givenAt);
            if (bus.glue) {
                const {glue} = bus;
                await unlessLost(connection, bus, Promise.resolve().then(() => shown.operations[prop](glue, command)), answerLimitMs);
                shown.failures.succeeded();
            }
        },
        ({prop}, reason) => shown.failures.failed(prop, errorMessage(reason))
    );
    const readerOf = (prop: string) => createCommandReader(key ? `${key}.${prop}` : {}, command => queue.push({prop, command, givenAt: Date.now()}));
    return {
        readers: Object.fromEntries(Object.keys(first.operations).map(prop => [prop, readerOf(prop)])),
        show: next => {
            shown = next;
        },
    };
}
