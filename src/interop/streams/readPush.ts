import {BusError} from '../../values/busError';
import {isDict} from '../../values/isDict';
import {jsonValue} from '../../values/jsonValue';
import {keyReader} from '../../values/pathKey';
import {pythonRepr} from '../../values/pythonRepr';
import {readCommand} from '../readCommand';
import {type Audience, branchIn} from './branches';
import type {PublishSettings} from './publishSettings';
import {isText} from '../../values/isText';

/** An item on its way to the subscribers. */
export interface Outgoing {
    item: object;
    /** Of outgoing items with an equal key the newest replaces the others. */
    key: string | undefined;
    audience: Audience;
    /** The only subscriber that it is for. */
    subscription?: string;
}

type Options = Pick<PublishSettings, 'branchBy' | 'conflateBy'>;

/** Reads the `push` command; throws with what is wrong with it. */
export function readPush(command: unknown, options: Options): Outgoing[] {
    const entries: unknown[] = Array.isArray(command) ? command : [command];
    return entries.flatMap((entry) => readEntry(entry, options));
}

function readEntry(entry: unknown, {branchBy, conflateBy}: Options): Outgoing[] {
    const {data, branch, subscription} = readCommand('push', entry, {
        data: 'any',
        branch: 'any?',
        subscription: 'text?',
    });
    const items: unknown[] = Array.isArray(data) ? data : [data];
    const wrong = items.findIndex((item) => !isDict(item));
    if (wrong >= 0) {
        throw new BusError(
            'invalid_command',
            `push: "data" must be a dict or a list of dicts, not ${pythonRepr(items[wrong])}.`,
        );
    }
    const branches = readBranch(branch);
    const keyOf = conflateBy === undefined ? () => undefined : keyReader(conflateBy);
    return items.map((value) => {
        const item = jsonValue(value, 'push: an item cannot be sent', 'invalid_command') as object;
        const key = keyOf(item);
        const names = branches ?? branchIn(item, branchBy);
        return {
            item,
            key: key === undefined ? undefined : JSON.stringify([key, branches, subscription]),
            audience:
                branches || branchBy !== undefined ? {branches: names, everything: branchBy !== undefined} : undefined,
            ...(typeof subscription === 'string' && {subscription}),
        };
    });
}

function readBranch(branch: unknown): string[] | undefined {
    if (branch === undefined || branch === null) {
        return undefined;
    }
    const names: unknown[] = Array.isArray(branch) ? branch : [branch];
    if (!names.length || !names.every(isText)) {
        throw new BusError(
            'invalid_command',
            `push: "branch" must be a non-empty string or a list of those, not ${pythonRepr(branch)}.`,
        );
    }
    return names as string[];
}
