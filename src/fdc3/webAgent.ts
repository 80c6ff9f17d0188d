import {appAddress} from '../bundle/appAddress';
import type {GetAgentParams} from '@finos/fdc3-standard';
import {loadFile} from '../bundle/loadFile';
import type {Fdc3Settings} from '../connection/settings/settings';
import {isTrusted} from '../connection/trust';
import {BusError, type Problem} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {isDict} from '../values/isDict';

// Every page around this one may answer its question for an agent, with one of these.
const answers: unknown[] = ['WCP2LoadUrl', 'WCP3Handshake'];

// FINOS's library ignores a 0, which is its level for no messages at all.
const silent = '0' as unknown as NonNullable<GetAgentParams['logLevels']>['connection'];

/**
 * Asks the pages that have framed or opened this one for their agent, with FINOS's `getAgent()`. Null: none has one. Rejects
 * when one does not accept this page. `onRefused` gets the origins of answers that were not believed, once each.
 */
export async function webAgent(
    {identityUrl, timeoutMs, channelSelector, intentResolver}: Fdc3Settings,
    onRefused: (problem: Problem) => void,
): Promise<object | null> {
    const end = refuseUntrusted(onRefused);
    try {
        const getAgent = await loadFile(
            'getAgent',
            async () => (await import(/* webpackChunkName: "getAgent" */ '@finos/fdc3-get-agent')).getAgent,
        );
        return await getAgent({
            identityUrl: identityUrl ?? appAddress(),
            ...(timeoutMs && {timeoutMs}),
            channelSelector: channelSelector ?? true,
            intentResolver: intentResolver ?? true,
            // The page may choose another one yet.
            dontSetWindowFdc3: true,
            logLevels: {connection: silent, proxy: silent},
        });
    } catch (reason) {
        const name = errorMessage(reason);
        if (name === 'AgentNotFound') {
            return null;
        }
        throw new BusError(
            'rejected',
            `The FDC3 agent around this page did not accept it (${name}): see whether its app directory has this app under ` +
                `the address ${identityUrl ?? appAddress()}, which settings["fdc3"]["identityUrl"] of Glue42 can change.`,
        );
    } finally {
        end();
    }
}

/** Keeps answers of pages that are not trusted from the library, which believes all. Returns what ends that. */
function refuseUntrusted(onRefused: (problem: Problem) => void): () => void {
    const refused = new Set<string>();
    const check = (event: MessageEvent) => {
        const {data, origin} = event as MessageEvent<unknown>;
        if (!isDict(data) || !answers.includes(data.type) || isTrusted(origin)) {
            return;
        }
        event.stopImmediatePropagation();
        if (!refused.has(origin)) {
            refused.add(origin);
            onRefused({code: 'untrusted_origin', message: untrusted(origin)});
        }
    };
    // A window calls its capturing listeners before the others.
    window.addEventListener('message', check, true);
    return () => window.removeEventListener('message', check, true);
}

const untrusted = (origin: string): string =>
    `A page at ${origin} offers this page an FDC3 agent, and was rejected: it has another origin. If it is one of yours, ` +
    `add "${origin}" to settings["trustedOrigins"] of this page's Glue42.`;
