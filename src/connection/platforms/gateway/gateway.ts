import type {Glue42Core} from '@glue42/core';
import {BusError, problemOf} from '../../../values/busError';
import {withoutUrlSecrets} from '../../../values/withoutUrlSecrets';
import {connectCore} from '../../coreClient/connectCore';
import type {Connect} from '../../bus';
import {verifyUsers} from '../../verifiedUser';
import {busUrl} from './busUrl';
import {checkSettings} from './checkSettings';
import {tokenAddress} from './tokenAddress';
import {WebSocketConnector} from './webSocketConnector';
import {heartbeatIntervalMs, maxTimeoutMs, reconnectIntervalMs} from '../../../async/timeouts';

/** A gateway somewhere on the network, over a WebSocket. */
export const connect: Connect = async ({settings, application, onWaiting, signal}) => {
    checkSettings(settings.gateway ?? {});
    const {
        url: server = '',
        bus: busName,
        token,
        tokenUrl,
        auth,
        reconnectAttempts,
        reconnectInterval,
        heartbeatInterval,
        ...config
    } = settings.gateway ?? {};
    const url = busUrl(server, busName);
    let verifiesUsers = false;
    const intervalMs = Math.min(reconnectInterval ?? reconnectIntervalMs, maxTimeoutMs);
    const joining = connectCore({
        platform: 'gateway',
        application,
        appId: settings.fdc3?.appId,
        auth: token ? {token} : (auth ?? anonymous),
        // The library pauses as well, after a failure.
        config: {...config, reconnectInterval: intervalMs},
        connector: new WebSocketConnector({
            url,
            attempts: reconnectAttempts ?? Infinity,
            intervalMs,
            heartbeatMs: Math.min(heartbeatInterval ?? heartbeatIntervalMs, maxTimeoutMs),
            tokenAddress: tokenUrl ? tokenAddress(tokenUrl)?.href : undefined,
            onWelcome: (isProof) => (verifiesUsers = isProof),
        }),
        name: `The gateway at ${withoutUrlSecrets(url)}`,
        onWaiting,
        signal,
    });
    try {
        const bus = await joining;
        verifyUsers(bus.glue!, () => verifiesUsers);
        return bus;
    } catch (reason) {
        const {code, message} = problemOf(reason, 'not_connected');
        throw new BusError(code, withoutSecrets(message));
    }
};

/** The library quotes an `auth` that it does not understand, with all its secrets. */
const withoutSecrets = (text: string): string =>
    text.replace(/(invalid auth message).*/s, '$1; settings["gateway"]["auth"] needs a "username"');

// What the client libraries themselves send to gateways without authentication. Gateways that make apps of different users
// invisible to each other take all these for one user.
const anonymous: Glue42Core.Auth = {username: 'glue42', password: 'glue42'};
