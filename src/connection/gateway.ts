import type {Connect} from './strategy';

/** A gateway somewhere on the network, over a WebSocket. */
export const connectGateway: Connect = async () => {
    throw new Error('settings["gateway"] is not supported yet by this version; remove it.');
};
