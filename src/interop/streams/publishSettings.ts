import {type KeyPaths, conflateByProblem} from '../../values/pathKey';
import {amountProblem, flagProblem, settingProblem} from '../../values/settingProblem';
import {type Definition, definitionProblem} from '../definition';
import {isText} from '../../values/isText';

/** The settings of a StreamPublish, once they are known to be right. */
export interface PublishSettings {
    definition: Definition;
    branchBy?: string;
    snapshot: boolean;
    conflateBy?: KeyPaths;
    maxPending: number;
    maxRate: number;
    accept: 'all' | 'ask';
}

/** Returns what is wrong with the settings of a StreamPublish, or null. */
export function publishSettingsProblem(settings: {[setting in keyof PublishSettings]?: unknown}): string | null {
    const {definition, branchBy, snapshot, conflateBy, maxPending, maxRate, accept} = settings;
    const isField = (value: unknown) => value === undefined || isText(value);
    return (
        amountProblem({maxPending, maxRate}) ??
        flagProblem({snapshot}) ??
        settingProblem({accept}, (value) => value === 'all' || value === 'ask', '"all" or "ask"') ??
        settingProblem({branchBy}, isField, 'the name of a field, such as "symbol"') ??
        conflateByProblem(conflateBy) ??
        definitionProblem(definition, 'stream')
    );
}
