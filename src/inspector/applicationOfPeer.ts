import {connection} from '../connection/wiring';

/** The name of the app that the bus knows by this id, as far as it offers a method; else the id. */
export function applicationOfPeer(peerId: string): string {
    const servers = connection.state().bus?.glue?.interop.servers() ?? [];
    const peer = servers.find((server) => server.peerId === peerId);
    return peer?.application ?? peerId;
}
