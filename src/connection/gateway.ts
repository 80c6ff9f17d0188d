import type {Glue42Core} from '@glue42/core';
import {createCoreGlue} from './coreGlue';
import {glueStatus} from './glueStatus';
import {leaveGateway, reachGateway} from './reachGateway';
import type {Connect} from './strategy';

/** A gateway somewhere on the network, over a WebSocket. */
export const connectGateway: Connect = async ({settings, application}) => {
    const {url = '', token, auth, ...options} = settings.gateway ?? {};
    const glue = await reachGateway({name: `The gateway at ${url}`, url, limitMs}, log =>
        createCoreGlue(application, {
            // The library tries again at this pace, when it connects first as well as after a loss; then it starts over.
            gateway: {reconnectAttempts: attempts, reconnectInterval: attemptIntervalMs, ...options, ws: url, protocolVersion: 3},
            auth: token ? {token} : (auth ?? anonymous),
            customLogger: log,
        }),
    );
    return {
        platform: 'gateway',
        isEnterprise: false,
        glue,
        onStatus: glueStatus(glue),
        close: () => leaveGateway(glue),
    };
};

// Together as long as a gateway, or the machine that it runs on, may take to start again.
const attempts = 20;
const attemptIntervalMs = 1000;
const limitMs = 30000;

// What the client libraries themselves say where nobody asks who they are. On gateways that make apps of different users
// invisible to each other, all that say nothing else meet.
const anonymous: Glue42Core.Auth = {username: 'glue42', password: 'glue42'};
