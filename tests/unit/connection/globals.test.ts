import type {Connection, ConnectionState} from '../../../src/connection/connection';
import {publishGlobals} from '../../../src/connection/globals';
import {version} from '../../../package.json';

function fakeConnection() {
    let state: ConnectionState = {status: 'absent'};
    let tell: () => void = () => undefined;
    const connection: Connection = {
        state: () => state,
        settings: () => undefined,
        subscribe: (listener) => {
            tell = listener;
            return () => undefined;
        },
        open: () => () => undefined,
    };
    return {
        connection,
        become: (next: ConnectionState) => {
            state = next;
            tell();
        },
    };
}

const glue = {interop: {}} as never;
const busWith = (its: typeof glue | null) => ({
    platform: 'embedded' as const,
    glue: its,
    onStatus: () => () => undefined,
    close: () => undefined,
});

describe('window.glue42dash', () => {
    beforeEach(() => {
        delete window.glue42dash;
    });

    it('is there at once, with the version', () => {
        publishGlobals(fakeConnection().connection);
        expect(window.glue42dash).toMatchObject({version, glueInstance: undefined});
        expect(window.glue42dash!.glueInstancePromise).toBeInstanceOf(Promise);
    });

    it('keeps the libSettings that a script wrote before', () => {
        const libSettings = {web: {}};
        Object.assign(window, {glue42dash: {libSettings}});
        publishGlobals(fakeConnection().connection);
        expect(window.glue42dash!.libSettings).toBe(libSettings);
    });

    it('has the glue when connected, and not when the component has left', async () => {
        const {connection, become} = fakeConnection();
        publishGlobals(connection);
        const promise = window.glue42dash!.glueInstancePromise;
        become({status: 'connecting'});
        become({status: 'connected', bus: busWith(glue)});
        expect(window.glue42dash!.glueInstance).toBe(glue);
        expect(await promise).toBe(glue);
        become({status: 'disconnected', bus: busWith(glue)});
        expect(window.glue42dash!.glueInstance).toBe(glue);
        become({status: 'absent'});
        expect(window.glue42dash!.glueInstance).toBeUndefined();
        expect(window.glue42dash!.glueInstancePromise).not.toBe(promise);
    });

    it('keeps one promise until the outcome is known', async () => {
        const {connection, become} = fakeConnection();
        publishGlobals(connection);
        const promise = window.glue42dash!.glueInstancePromise;
        become({status: 'connecting'});
        become({status: 'absent'});
        become({status: 'connecting'});
        expect(window.glue42dash!.glueInstancePromise).toBe(promise);
        become({status: 'failed', error: {code: 'not_connected', message: 'no platform'}});
        await expect(promise).rejects.toThrow('no platform');
        become({status: 'absent'});
        expect(window.glue42dash!.glueInstancePromise).not.toBe(promise);
    });

    it('resolves with null when the app asked for no bus', async () => {
        const {connection, become} = fakeConnection();
        publishGlobals(connection);
        become({status: 'connected', bus: busWith(null)});
        expect(await window.glue42dash!.glueInstancePromise).toBeNull();
        expect(window.glue42dash!.glueInstance).toBeUndefined();
    });
});
