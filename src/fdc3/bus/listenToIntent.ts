import type {Context} from '@finos/fdc3-context';
import type {Channel, IntentHandler, Listener} from '@finos/fdc3-standard';
import {intentResultTimeoutMs} from '../../async/timeouts';
import {withTimeout} from '../../async/withTimeout';
import type {Connection} from '../../connection/connection';
import {methodOfIntent} from '../../interop/intentMethods';
import {BusError, type Problem} from '../../values/busError';
import {errorCodes} from '../../values/errorCodes';
import {isDict} from '../../values/isDict';
import {isText} from '../../values/isText';
import {omitNull} from '../../values/omitNull';
import {toPlainJson} from '../../values/toPlainJson';
import type {IntentOffer} from '../agent';
import {Fdc3Error} from '../fdc3Error';
import {requireContext} from './checks';
import {listenerOf} from './contextChannel';
import {userChannelsOf} from './currentChannel';
import {keepMethod, onBus} from './onBus';
import {identifierOf} from './peers';
import type {IntentReturn} from './wire';

/**
 * Offers the intent to other apps. Resolves when it is offered for the first time, and rejects when it cannot be; with
 * `onOutcome`, which gets that too, it resolves at once.
 */
export function listenToIntent(
    connection: Connection,
    intent: string,
    handler: IntentHandler,
    {contextTypes, resultType, displayName, onOutcome}: IntentOffer,
): Promise<Listener> {
    return new Promise((resolve, reject) => {
        const definition = {
            name: methodOfIntent(intent),
            flags: {intent: omitNull({contextTypes, resultType, displayName})},
        };
        let isOver = false;
        let isSettled = !!onOutcome;
        const listener = listenerOf(() => {
            isOver = true;
            stop();
        });
        const answer = async (args: unknown, caller: object) => {
            // The method stays until the handler has answered what it got before.
            if (isOver) {
                throw new Fdc3Error('IntentHandlerRejected');
            }
            return returnOf(connection, await handler(contextOf(args), {source: identifierOf(caller)}));
        };
        const stop = keepMethod(
            connection,
            definition,
            // A component has a limit of its own.
            (args, caller) =>
                (onOutcome
                    ? answer(args, caller)
                    : withTimeout(answer(args, caller), intentResultTimeoutMs, 'no answer')
                ).catch((reason) => Promise.reject(refusalOf(reason))),
            (failure) => {
                onOutcome?.(failure);
                if (failure && !isSettled) {
                    stop();
                    reject(new BusError(failure.code, failure.message));
                }
                isSettled = true;
                resolve(listener);
            },
            `the listener to the intent "${intent}"`,
        );
        if (onOutcome) {
            resolve(listener);
        }
    });
}

/** An app that does not speak FDC3 may raise an intent with any arguments. */
function contextOf(args: unknown): Context {
    const {type, data} = isDict(args) ? args : {type: undefined, data: args};
    const content = isDict(data) ? data : data === undefined || data === null ? {} : {data};
    const named = [type, content.type].find(isText);
    return {...content, type: named ?? 'fdc3.nothing'} as Context;
}

/** What a component refuses with is meant for the caller. What a script throws is not: it may hold anything. */
function refusalOf(reason: unknown): Problem {
    const {code, message} = (reason ?? {}) as Partial<Problem>;
    return errorCodes.includes(code!)
        ? {code: code!, message: `IntentHandlerRejected: ${message}`}
        : {code: 'refused', message: 'IntentHandlerRejected'};
}

async function returnOf(connection: Connection, result: unknown): Promise<(IntentReturn & object) | undefined> {
    if (result === undefined || result === null) {
        return undefined;
    }
    const {id, type, displayMetadata, broadcast} = result as Channel;
    if (typeof broadcast === 'function') {
        const name = type === 'user' ? await nameOnBus(connection, id) : undefined;
        return {fdc3intentChannel: toPlainJson({id, type, displayMetadata: {...displayMetadata, ...name}})};
    }
    try {
        const payload = requireContext(result);
        return {fdc3intentContext: {contextType: payload.type, payload}};
    } catch {
        return {fdc3error: {message: 'NoResultReturned'}};
    }
}

/** The vendor's apps look for a user channel by this, and not by its id. */
const nameOnBus = (connection: Connection, id: string) =>
    onBus(connection, async ({glue}) => {
        const name = (await userChannelsOf(glue)).find((channel) => channel.id === id)?.name;
        return name === undefined ? undefined : {name};
    });
