import type {Connect} from './strategy';

/** The page is itself the browser platform that others run in. */
export const connectBrowserPlatform: Connect = async () => {
    throw new Error('settings["type"] "platform" is not supported yet by this version; use "client", "embedded" or leave it out.');
};
