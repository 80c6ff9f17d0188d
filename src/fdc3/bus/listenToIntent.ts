import type {Context} from '@finos/fdc3-context';
import type {IntentHandler, Listener} from '@finos/fdc3-standard';
import type {Connection} from '../../connection/connection';
import {BusError, type Problem} from '../../values/busError';
import {isDict} from '../../values/isDict';
import {omitNull} from '../../values/omitNull';
import {toPlainJson} from '../../values/toPlainJson';
import type {IntentOffer} from '../agent';
import {listenerOf} from './contextChannel';
import {keepMethod} from './onBus';
import {identifierOf} from './peers';
import {type IntentReturn, methodOfIntent} from './wire';

/** Offers the intent to other apps. Resolves when it is offered for the first time, and rejects when it cannot be. */
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
        const stop = keepMethod(connection, [
            definition,
            (args, caller) => answerOf(handler, args, caller),
            (failure) => {
                onOutcome?.(failure);
                if (!failure) {
                    resolve(listenerOf(() => stop()));
                } else if (!onOutcome) {
                    stop();
                    reject(new BusError(failure.code, failure.message));
                }
            },
            `the listener to the intent "${intent}"`,
        ]);
    });
}

function answerOf(handler: IntentHandler, args: unknown, caller: object): Promise<object | undefined> {
    const handled = (async () => handler(contextOf(args), {source: identifierOf(caller)}))();
    return handled.then(returnOf).catch((reason) => Promise.reject(refusalOf(reason)));
}

/** An app that does not speak FDC3 may raise an intent with any arguments. */
function contextOf(args: unknown): Context {
    const {type, data} = isDict(args) ? args : {type: undefined, data: args};
    const content = isDict(data) ? data : data === undefined || data === null ? {} : {data};
    return {...content, type: (typeof type === 'string' && type) || content.type || 'fdc3.nothing'} as Context;
}

/** What a component refuses with is meant for the caller. What a script throws is not: it may hold anything. */
function refusalOf(reason: unknown): Problem {
    const {code, message} = (reason ?? {}) as Partial<Problem>;
    const words = code === undefined ? '' : `: ${message}`;
    return {code: code ?? 'refused', message: `IntentHandlerRejected${words}`};
}

function returnOf(result: unknown): (IntentReturn & object) | undefined {
    if (result === undefined || result === null) {
        return undefined;
    }
    const {id, type, displayMetadata, broadcast} = result as {[key: string]: unknown};
    if (typeof broadcast === 'function') {
        return {fdc3intentChannel: toPlainJson({id, type, displayMetadata}) as IntentReturn['fdc3intentChannel']};
    }
    return typeof type === 'string'
        ? {fdc3intentContext: {contextType: type, payload: toPlainJson(result as object)}}
        : {fdc3error: {message: 'NoResultReturned'}};
}
