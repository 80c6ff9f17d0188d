import type {Bus} from './bus';
import type {LibSettings, Settings} from './settings/settings';
import type {Waiting} from '../async/waiting';

/** What a way of connecting gets to know. */
export interface ConnectRequest extends Waiting {
    settings: Settings;
    libSettings: LibSettings;
    /** The name that other apps see. */
    application: string;
}

/** One way of connecting. Waits for a bus that may still come, and rejects when that cannot change without a reload. */
export type Connect = (request: ConnectRequest) => Promise<Bus>;
