import packageJson from '../../package.json';
import {BusError} from '../values/busError';
import type {Glue} from './bus';
import type {Connection} from './connection';
import type {LibSettings} from './settings/settings';

/** What scripts in `assets/` find as `window.glue42dash`. */
interface Glue42Dash {
    version: string;
    /** Undefined until connected, and again when the Glue42 component has left the page. */
    glueInstance: Glue | undefined;
    /**
     * Fulfilled when connected (with null if the app's own factory asked for no bus), rejected when connecting failed. A
     * new one takes its place when a settled one is outdated: a Glue42 component left the page, or tries again.
     */
    glueInstancePromise: Promise<Glue | null>;
    libSettings: LibSettings | undefined;
    /** Sends items through the StreamPublish of this id (hosts/scriptPush.ts). */
    push: (id: string | object, data: object) => void;
    /** Listens to the StreamSubscribe of this id (hosts/itemListeners.ts). */
    onItems: (id: string | object, listener: (items: object[], info: object) => unknown) => () => void;
    /** Opens the inspector (bundle/inspect.ts). */
    inspect: () => Promise<void>;
}

declare global {
    interface Window {
        glue42dash?: Glue42Dash;
    }
}

/** Keeps `window.glue42dash` up to date with the connection, from now on. */
export function publishGlobals(page: Connection): void {
    const globals = {...window.glue42dash, version: packageJson.version} as Glue42Dash;
    window.glue42dash = globals;

    let settle: {resolve: (glue: Glue | null) => void; reject: (reason: Error) => void} | undefined;
    const renew = () => {
        globals.glueInstance = undefined;
        if (settle) {
            // The outcome of the present one is still open.
            return;
        }
        globals.glueInstancePromise = new Promise((resolve, reject) => (settle = {resolve, reject}));
        // Most pages never look at it: a failure is reported by the component, not by the browser's console.
        globals.glueInstancePromise.catch(() => undefined);
    };

    renew();
    page.subscribe(() => {
        const {status, bus, error} = page.state();
        if (status === 'absent' || status === 'connecting') {
            renew();
        } else if (status === 'failed') {
            settle?.reject(new BusError(error!.code, error!.message));
            settle = undefined;
        } else if (bus) {
            globals.glueInstance = bus.glue ?? undefined;
            settle?.resolve(bus.glue);
            settle = undefined;
        }
    });
}
