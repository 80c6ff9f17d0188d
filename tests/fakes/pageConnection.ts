import {createFakeConnection} from './bus';

/** Stands in for src/connection/wiring: the connection of the page that a test has opened last. */
export let connection = createFakeConnection();

export function openPage(): void {
    connection = createFakeConnection();
}
