import {errorMessage} from '../../errorMessage';
import type {Bus, Glue} from '../bus';
import {createCoreGlue} from '../coreGlue';
import {glueStatus} from '../glueStatus';
import type {Connect} from '../strategy';
import {createPort} from './corePort';
import type {Door} from './door';
import {openMeeting} from './meeting';

/** The bus inside the browser: the vendor's gateway in a worker that all pages of one origin share. */
export const connectEmbedded: Connect = async ({application}) => {
    refuseOpaqueOrigin();
    // A worker that dies while this page connects leaves the client library waiting for ever; a second try finds the next.
    try {
        return await connectOnce(application);
    } catch (reason) {
        if (reason instanceof GatewayLost) {
            return connectOnce(application);
        }
        throw reason;
    }
};

const doneLimitMs = 1000;

class GatewayLost extends Error {}

async function connectOnce(application: string): Promise<Bus> {
    const meeting = openMeeting();
    let onLost: () => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
        onLost = () => reject(new GatewayLost('The embedded Glue42 bus ended while this page connected to it.'));
    });
    const enter = () => meeting.enter(() => onLost());

    // The gateway and the library are fetched and started side by side; the library's first question finds the door open.
    let firstDoor: Promise<Door> | undefined = enter();
    firstDoor.catch(() => undefined);
    const {port, leave} = createPort(() => {
        const door = firstDoor ?? enter();
        firstDoor = undefined;
        return door;
    });
    const abandon = () => {
        leave();
        void firstDoor?.then(door => door.leave(), () => undefined);
        meeting.close();
    };

    let glue: Glue;
    try {
        const gateway = {webPlatform: {port: port as unknown as MessagePort}, protocolVersion: 3};
        glue = await Promise.race([createCoreGlue(application, {gateway}), lost]);
    } catch (reason) {
        abandon();
        throw reason instanceof GatewayLost ? reason : new Error(errorMessage(reason));
    }

    const reconnect = () => void glue.connection?.reconnect();
    onLost = reconnect;
    const stopFollowing = followPage(leave, reconnect);
    return {
        platform: 'embedded',
        isEnterprise: false,
        glue,
        onStatus: glueStatus(glue),
        close: async () => {
            stopFollowing();
            onLost = () => undefined;
            // Leaving must not depend on a gateway that may hang.
            await Promise.race([glue.done(), new Promise(resolve => setTimeout(resolve, doneLimitMs))]);
            abandon();
        },
    };
}

/** The gateway hears at once when the page goes, and again when the browser brings the page back from its cache. */
function followPage(leave: () => void, comeBack: () => void): () => void {
    const show = ({persisted}: PageTransitionEvent) => persisted && comeBack();
    window.addEventListener('pagehide', leave);
    window.addEventListener('pageshow', show);
    return () => {
        window.removeEventListener('pagehide', leave);
        window.removeEventListener('pageshow', show);
    };
}

/** A sandboxed frame has an origin to itself: no worker, no lock and no storage would be shared with anybody. */
function refuseOpaqueOrigin(): void {
    if (window.origin === 'null') {
        throw new Error(
            'The embedded Glue42 bus cannot work in a sandboxed frame: add allow-same-origin to the sandbox attribute of its iframe.',
        );
    }
}
