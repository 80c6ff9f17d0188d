import type {Dict} from '../../values/isDict';
import type {Glue} from '../bus';

interface Command {
    type: 'set' | 'remove';
    path: string;
    value?: unknown;
}

/** What an update changes in a context, as the message to the gateway has it. */
interface Delta {
    added: Dict;
    updated: Dict;
    removed: string[];
    commands?: Command[];
}

interface Bridge {
    /** Makes one command for each key that changes, with the key as its path. */
    calculateContextDeltaV2?: (current: Dict | undefined, update: Dict) => Delta;
}

/**
 * Lets `update` of a context take a key with a dot, such as "BRK.B", as a key. The client libraries send each key as a path,
 * and so write {"BRK": {"B": ...}}, though when they create the context they send the key as it is. The protocol has an
 * older way to say what changed, in which keys are whole; gateways and all client libraries understand both.
 */
export function keepKeysWhole({contexts}: Glue): void {
    const bridge = contexts?._bridge as Bridge | undefined;
    const calculate = bridge?.calculateContextDeltaV2;
    if (calculate) {
        bridge.calculateContextDeltaV2 = (current, update) => {
            const delta = calculate.call(bridge, current, update);
            return delta.commands?.some(({path}) => path.includes('.')) ? wholeKeys(delta.commands) : delta;
        };
    }
}

function wholeKeys(commands: Command[]): Delta {
    const ofType = (wanted: Command['type']) => commands.filter(({type}) => type === wanted);
    return {
        // What is there is replaced; `updated` would merge the two values.
        added: Object.fromEntries(ofType('set').map(({path, value}) => [path, value])),
        updated: {},
        removed: ofType('remove').map(({path}) => path),
    };
}
