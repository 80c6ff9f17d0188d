import type {Glue, Instance, InvocationResult} from '../connection/bus';
import {BusError} from '../values/busError';
import {asDefinition, methodName} from './definition';
import type {InvokeCommand} from './invokeCommand';
import {type InvokeProblem, invokeProblem, problemsOf} from './invokeProblem';
import {plainOutcome} from './plainOutcome';

/** An invocation that has failed: of several servers that did, `all_errors` has the problem of each. */
export class InvokeError extends BusError {
    readonly details: object;

    constructor({code, message, ...details}: InvokeProblem) {
        super(code, message);
        this.details = details;
    }
}

type Outcome = {result: InvocationResult} | {problem: InvokeProblem};

/**
 * Invokes a method of these servers. Of several each is invoked by itself: when one does not answer in time, the client
 * libraries give up what the others have answered. `waitedMs`: how long a server was waited for if there is none. Rejects
 * with an InvokeError.
 */
export async function invokeMethod(
    glue: Glue,
    command: InvokeCommand,
    servers: Instance[],
    waitedMs: number,
): Promise<object> {
    const outcome =
        servers.length > 1
            ? await invokeAll(glue, command, servers)
            : await invokeServer(glue, command, servers[0], waitedMs);
    if ('problem' in outcome) {
        throw new InvokeError(plainOutcome(glue, outcome.problem));
    }
    return plainOutcome(glue, outcome.result);
}

async function invokeServer(
    glue: Glue,
    {definition, argumentObj, target, options}: InvokeCommand,
    server: Instance | undefined,
    waitedMs: number,
): Promise<Outcome> {
    const asked = {
        name: methodName(definition),
        waitTimeoutMs: waitedMs,
        server,
        isTargeted: typeof target !== 'string',
    };
    // By its id, so that an error can name the app that was asked.
    const instance = server?.peerId === undefined ? forLibrary(target) : {peerId: server.peerId};
    try {
        // A server that has just gone is not waited for. The libraries write their defaults into the options: these are a copy.
        const result = await glue.interop.invoke(asDefinition(definition), argumentObj, instance, {
            ...options,
            waitTimeoutMs: 0,
        });
        const {all_errors} = result;
        return {result: all_errors?.length ? {...result, all_errors: problemsOf(all_errors, asked)} : result};
    } catch (reason) {
        return {problem: invokeProblem(reason, asked)};
    }
}

async function invokeAll(glue: Glue, command: InvokeCommand, servers: Instance[]): Promise<Outcome> {
    const outcomes = await Promise.all(servers.map((server) => invokeServer(glue, command, server, 0)));
    const name = methodName(command.definition);
    const all_return_values = outcomes.flatMap((outcome) =>
        'result' in outcome ? (outcome.result.all_return_values ?? [outcome.result]) : [],
    );
    const problems = outcomes.flatMap((outcome) => ('problem' in outcome ? [outcome.problem] : []));
    const all_errors = problems.map((problem) => ({...problem, called_with: command.argumentObj, name}));
    return all_return_values.length
        ? {result: {...all_return_values[0], all_return_values, all_errors}}
        : {problem: {...problems[0], all_errors}};
}

/** The gateway itself keeps a peer to one user. The libraries do not know the key, and would wait for an instance that has it. */
function forLibrary(target: InvokeCommand['target']): InvokeCommand['target'] {
    const known = ({verifiedUser, ...filter}: {peerId?: string; verifiedUser?: unknown}) =>
        filter.peerId === undefined && verifiedUser !== undefined ? {...filter, verifiedUser} : filter;
    if (typeof target === 'string') {
        return target;
    }
    return (Array.isArray(target) ? target.map(known) : known(target)) as InvokeCommand['target'];
}
