import type {Bus} from './bus';
import type {LibSettings, Settings} from './settings';

/** What a way of connecting gets to know. */
export interface ConnectRequest {
    settings: Settings;
    libSettings: LibSettings;
    /** The name that other apps see. */
    application: string;
}

/** One way of connecting. Rejects with the reason when there is no bus. */
export type Connect = (request: ConnectRequest) => Promise<Bus>;
