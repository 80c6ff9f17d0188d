import type {Problem} from '../busError';
import type {Bus} from './bus';
import type {LibSettings, Settings} from './settings';

/** What a way of connecting gets to know. */
export interface ConnectRequest {
    settings: Settings;
    libSettings: LibSettings;
    /** The name that other apps see. */
    application: string;
    /** Tells why connecting takes long, and what helps. The page goes on connecting. */
    onWaiting: (problem: Problem) => void;
}

/** One way of connecting. Rejects with the reason when there is no bus. */
export type Connect = (request: ConnectRequest) => Promise<Bus>;
