import type {Server} from 'node:http';
import {StartupError} from './startupError';

export function listen(server: Server, host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
        server.once('error', (reason: NodeJS.ErrnoException) => {
            const why =
                reason.code === 'EADDRINUSE'
                    ? `port ${port} on ${host} is taken`
                    : `cannot listen on ${host}, port ${port}: ${reason.message}`;
            reject(new StartupError(why));
        });
        server.listen(port, host, resolve);
    });
}
