import {type Definition, definitionProblem} from '../definition';
import {type KeyPaths, keyPathsProblem} from '../../values/pathKey';
import {pythonRepr} from '../../values/pythonRepr';

/** The settings of a StreamPublish, once they are known to be right. */
export interface StreamSettings {
    definition: Definition;
    branchBy?: string;
    snapshot: boolean;
    conflateBy?: KeyPaths;
    maxPending: number;
    maxRate: number;
    accept: 'all' | 'ask';
}

/** Returns what is wrong with the settings of a StreamPublish, or null. */
export function streamProblem(settings: {[setting in keyof StreamSettings]?: unknown}): string | null {
    const {definition, branchBy, snapshot, conflateBy, maxPending, maxRate, accept} = settings;
    const amount = Object.entries({maxPending, maxRate}).find(([, value]) => !(typeof value === 'number' && value > 0));
    if (amount) {
        return `${amount[0]} must be a number above 0, not ${pythonRepr(amount[1])}.`;
    }
    if (typeof snapshot !== 'boolean') {
        return `snapshot must be True or False, not ${pythonRepr(snapshot)}.`;
    }
    if (accept !== 'all' && accept !== 'ask') {
        return `accept must be "all" or "ask", not ${pythonRepr(accept)}.`;
    }
    if (branchBy !== undefined && !(typeof branchBy === 'string' && branchBy !== '')) {
        return `branchBy must be the name of a field, such as "symbol", not ${pythonRepr(branchBy)}.`;
    }
    return (
        (conflateBy === undefined ? null : keyPathsProblem('conflateBy', conflateBy)) ??
        definitionProblem(definition, 'stream')
    );
}
