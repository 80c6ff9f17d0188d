import {isDict} from '../values/isDict';
import {settingProblem} from '../values/settingProblem';

/** Returns what is wrong with a target, which may be one of these names, or null. */
export function targetProblem(target: unknown, names: string[]): string | null {
    const isTarget =
        names.includes(target as string) ||
        isDict(target) ||
        (Array.isArray(target) && target.length > 0 && target.every(isDict));
    const quoted = names.map((name) => `"${name}"`).join(', ');
    return settingProblem({target}, () => isTarget, `${quoted}, an instance dict or a list of them`);
}
