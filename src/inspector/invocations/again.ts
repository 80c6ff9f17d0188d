import {connection} from '../../connection/wiring';
import {performInvoke} from '../../interop/performInvoke';
import {isDict} from '../../values/isDict';
import {valueOf} from '../copiedValue';
import {inspectorLabel} from '../label';
import {pythonCall, pythonLiteral} from '../python';
import type {Entry} from '../record';

/** What was sent, without what is of that time only. */
function commandOf({command}: Entry): {[key: string]: unknown} {
    const sent = command && valueOf(command);
    const entries = Object.entries(isDict(sent) ? sent : {});
    return Object.fromEntries(entries.filter(([key]) => key !== 'invocationId' && key !== 'meta'));
}

export const canInvokeAgain = (entry: Entry): boolean =>
    entry.kind !== 'command' && entry.noun === undefined && !entry.args.isCut && !entry.command?.isCut;

/** What came in is invoked on this page. */
export async function invokeAgain(entry: Entry): Promise<void> {
    const argumentObj = valueOf(entry.args);
    const own = connection.state().bus?.glue?.interop.instance.instance;
    const command =
        entry.kind === 'out'
            ? {...commandOf(entry), argumentObj}
            : {definition: entry.name, argumentObj, target: {instance: own}};
    await performInvoke(command, connection, inspectorLabel);
}

/** A call of the method; of a command of a component the value that was written. */
export function asPython(entry: Entry): string {
    const args = valueOf(entry.args);
    if (entry.kind === 'command') {
        return pythonLiteral(args);
    }
    const {definition = entry.name, target} = entry.kind === 'out' ? commandOf(entry) : {};
    return pythonCall(definition, args, target);
}
