import type {Glue} from '../connection/bus';
import {asDefinition} from './definition';
import type {InvokeCommand} from './invokeCommand';
import {invokeProblem} from './invokeProblem';

interface Answer {
    all_return_values?: object[];
    all_errors?: object[];
}

/**
 * Invokes a method of all its servers one by one: the client libraries give up what the others have answered when one does
 * not in time. Null: there are not several, or somebody else is meant.
 */
export async function invokeSeveral(
    glue: Glue,
    {definition, argumentObj, target}: InvokeCommand,
    invoke: (target: object, options: {waitTimeoutMs: number}) => Promise<Answer>
): Promise<object | null> {
    if (target !== 'all' && target !== 'skipMine') {
        return null;
    }
    const {name} = asDefinition(definition);
    const found = glue.interop.servers(asDefinition(definition)).map(server => [server.peerId, server] as const);
    // A server may be listed twice.
    const servers = [...new Map(found).values()].filter(({peerId}) => target === 'all' || peerId !== glue.interop.instance.peerId);
    if (servers.length < 2) {
        return null;
    }
    const answers = await Promise.all(
        servers.map(server =>
            // One that has just gone is not waited for.
            invoke({peerId: server.peerId}, {waitTimeoutMs: 0}).catch((reason: Answer | undefined): Answer => {
                const failure = {executed_by: server, called_with: argumentObj, name, ...invokeProblem(reason)};
                return {all_return_values: [], all_errors: reason?.all_errors?.length ? reason.all_errors : [failure]};
            })
        )
    );
    const all_return_values = answers.flatMap(answer => answer.all_return_values ?? [answer]);
    const all_errors = answers.flatMap(answer => answer.all_errors ?? []);
    if (!all_return_values.length) {
        throw {...all_errors[0], all_errors};
    }
    return {...all_return_values[0], all_return_values, all_errors};
}
