import type {Problem} from '../values/busError';
import type {CopiedValue} from './copiedValue';

/** `late`: an answer came after the caller had been refused. `gone`: the page or the component went before the end. */
type RecordState = 'queued' | 'running' | 'done' | 'error' | 'late' | 'gone';

/** One invocation that came in or went out, or one command of a component. Never changed: a step makes a new one. */
export interface Entry {
    id: string;
    kind: 'in' | 'out' | 'command';
    state: RecordState;
    /** When it came, by the page's clock. */
    at: number;
    /** The method, or the command's prop. */
    name: string;
    /** What has this name, where it is no method. */
    noun?: string;
    component: string;
    /** The other app: the caller, or the instance that answered. */
    partner: string;
    partnerInstance?: CopiedValue;
    args: CopiedValue;
    /** The start of the arguments. */
    preview: string;
    /** What this page invoked beside the arguments: the target, the options. */
    command?: CopiedValue;
    isVoid?: boolean;
    /** How many invocations waited already. */
    before?: number;
    handedOverAt?: number;
    endedAt?: number;
    answer?: CopiedValue;
    problem?: Problem;
    /** How each of its callbacks has ended. */
    callbacks?: string[];
    /** It is of the page before a reload. */
    isEarlier?: boolean;
}

/** How long it took until its caller had the answer, or until its callbacks had ended. */
export const durationOf = ({at, endedAt}: Entry): number | undefined =>
    endedAt === undefined ? undefined : Math.max(0, endedAt - at);

/** How long it waited for its callback. */
export const queuedOf = ({at, handedOverAt}: Entry): number | undefined =>
    handedOverAt === undefined ? undefined : Math.max(0, handedOverAt - at);

/** What it takes of memory, as far as other apps decide it. */
export const bytesOf = ({args, answer, command, partnerInstance, problem}: Entry): number =>
    [args, answer, command, partnerInstance].reduce(
        (sum, value) => sum + (value?.bytes.length ?? 0),
        problem?.message.length ?? 0,
    );
