import {BusError} from '../values/busError';
import type {Glue} from '../connection/bus';
import {asDefinition} from './definition';
import type {InvokeCommand} from './invokeCommand';
import {type InvokeProblem, invokeProblem, problemsOf} from './invokeProblem';
import {toPlainJson} from '../values/toPlainJson';
import {type Server, serversFor} from './servers';

interface Answer {
    all_return_values?: object[];
    all_errors?: object[];
}

/** An invocation that has failed: of several servers that did, `all_errors` has the problem of each. */
export class InvokeError extends BusError {
    readonly details: object;

    constructor({code, message, ...details}: InvokeProblem) {
        super(code, message);
        this.details = toPlainJson(details) as object;
    }
}

/**
 * Invokes a method. Of all its servers one by one: the client libraries give up what the others have answered when one does
 * not in time. Rejects with an InvokeError.
 */
export async function invokeMethod(glue: Glue, command: InvokeCommand): Promise<object> {
    const servers = serversFor(glue, command);
    if (servers.length > 1) {
        return toPlainJson(await invokeEach(glue, command, servers)) as object;
    }
    const answer = await invokeOne(glue, command, servers[0], command.options);
    return toPlainJson('problem' in answer ? raise(answer.problem) : answer.result) as object;
}

async function invokeOne(
    glue: Glue,
    {definition, argumentObj, target}: InvokeCommand,
    server: Server | undefined,
    given: InvokeCommand['options'],
): Promise<{result: Answer & object} | {problem: InvokeProblem}> {
    // The libraries write their defaults into it.
    const options = {...given};
    // Who offers it already is asked by its id, so that it is known who was.
    const instance = server?.peerId === undefined ? target : {peerId: server.peerId};
    const asked = () => ({
        name: asDefinition(definition).name,
        waitTimeoutMs: options.waitTimeoutMs,
        server,
        isTargeted: typeof target !== 'string',
    });
    try {
        const result: Answer & object = await glue.interop.invoke(
            asDefinition(definition) as never,
            argumentObj,
            instance as never,
            options,
        );
        return {
            result: result.all_errors?.length
                ? {...result, all_errors: problemsOf(result.all_errors, asked())}
                : result,
        };
    } catch (reason) {
        return {problem: invokeProblem(reason, asked())};
    }
}

async function invokeEach(glue: Glue, command: InvokeCommand, servers: Server[]): Promise<object> {
    // One that has just gone is not waited for.
    const options = {...command.options, waitTimeoutMs: 0};
    const answers = await Promise.all(servers.map((server) => invokeOne(glue, command, server, options)));
    const {name} = asDefinition(command.definition);
    const all_return_values = answers.flatMap((answer) =>
        'result' in answer ? (answer.result.all_return_values ?? [answer.result]) : [],
    );
    const problems = answers.flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
    const all_errors = problems.map((problem) => ({...problem, called_with: command.argumentObj, name}));
    return all_return_values.length
        ? {...all_return_values[0], all_return_values, all_errors}
        : raise({...problems[0], all_errors});
}

function raise(problem: InvokeProblem): never {
    throw new InvokeError(problem);
}
