import {awaitedResultTimeoutMs} from '../async/timeouts';
import {type Problem} from '../values/busError';
import {isDict} from '../values/isDict';

// Each callback that waits reads all of `awaited`, again and again: a longer result has a prop of its own, which is read once.
const longestInAwaited = 2000;
// Servers close a WebSocket that brings more than 16 MB at once, and all callbacks under way would end with it.
const longest = 15e6;

/** What Python writes into the prop `await`. */
interface AwaitCommand {
    invoke: {invocationId: string}[];
    /** The invocations whose results Python has, or no longer wants. */
    collected: string[];
}

/**
 * Results for Python code that awaits them: it reads the prop `awaited` until its own result is there, then writes that
 * it has collected it. They are a state of the page, not events for callbacks; the props of this protocol are not declared.
 */
export function createAwaitedResults<Result extends {invocationId: unknown}>(
    perform: (entry: unknown) => Promise<Result | null>,
    failed: (invocationId: string, error: Problem) => Result,
    write: (props: {[prop: string]: unknown}) => void,
) {
    /** By invocation: null while it is under way, then its result or the prop that has it. */
    const awaited = new Map<string, Result | {prop: string} | null>();
    /** Long results, in the props `awaited0`, `awaited1` …. A free one is used again, since Dash never forgets a prop. */
    const slots: (Result | null)[] = [];

    function publish(): void {
        const ownProps = slots.map((result, n) => [`awaited${n}`, result]);
        write({...Object.fromEntries(ownProps), awaited: Object.fromEntries(awaited)});
    }

    function drop(invocationIds: string[]): void {
        invocationIds.forEach((id) => {
            awaited.delete(id);
            const n = slots.findIndex((result) => result?.invocationId === id);
            if (n >= 0) {
                slots[n] = null;
            }
        });
        publish();
    }

    function keep(id: string, result: Result): void {
        if (!awaited.has(id)) {
            // Python has given up.
            return;
        }
        const {length} = JSON.stringify(result);
        if (length > longest) {
            awaited.set(id, failed(id, {code: 'unsupported', message: tooLong(length)}));
        } else if (length > longestInAwaited) {
            const n = [...slots, null].indexOf(null);
            slots[n] = result;
            awaited.set(id, {prop: `awaited${n}`});
        } else {
            awaited.set(id, result);
        }
        setTimeout(() => awaited.has(id) && drop([id]), awaitedResultTimeoutMs);
        publish();
    }

    return {
        /** Ignores what Python does not write: any callback can write the prop. */
        act(command: unknown): void {
            if (!isAwaitCommand(command)) {
                return;
            }
            const {invoke, collected} = command;
            invoke.forEach(({invocationId}) => awaited.set(invocationId, null));
            // At once, so that Python knows that a MethodInvoke has taken its invocations.
            drop(collected);
            for (const entry of invoke) {
                const {invocationId} = entry;
                void perform(entry).then((result) => keep(invocationId, result ?? failed(invocationId, withoutBus)));
            }
        },
        /** For a component that has replaced the one with this state. */
        repeat(): void {
            if (awaited.size) {
                publish();
            }
        },
    };
}

function isAwaitCommand(command: unknown): command is AwaitCommand {
    return (
        isDict(command) &&
        Array.isArray(command.invoke) &&
        command.invoke.every(isDict) &&
        Array.isArray(command.collected)
    );
}

const withoutBus: Problem = {code: 'not_connected', message: 'this page has been left without an Interop bus'};

function tooLong(length: number): string {
    const megabytes = (n: number) => Math.ceil(n / 1e6);
    return `the result has ${megabytes(length)} MB; no more than ${megabytes(longest)} go over a WebSocket. Read it with on_result, over HTTP`;
}
