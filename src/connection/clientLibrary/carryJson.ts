import {BusError, problemOf} from '../../values/busError';
import {jsonValue} from '../../values/jsonValue';
import type {Glue} from '../bus';
import {wrapOnce} from './wrapOnce';

type Method = string | {name: string};
type Settle = (value?: unknown) => unknown;
type SyncHandler = (args: unknown, caller: object) => unknown;
type Handler = (args: unknown, caller: object, succeed: Settle, fail: Settle) => unknown;

/** The client libraries' functions through which data goes to and comes from other apps. */
interface Interop {
    invoke: (
        method: Method,
        args?: unknown,
        target?: unknown,
        options?: unknown,
        onSuccess?: Settle,
        onError?: Settle,
    ) => Promise<unknown>;
    register: (definition: Method, handler: SyncHandler) => Promise<unknown>;
    registerAsync: (definition: Method, handler: Handler) => Promise<unknown>;
}

type Write = (name: string, ...given: unknown[]) => Promise<unknown>;

/** What an invocation resolves with; of several servers, what each returned. */
interface Result {
    returned?: unknown;
    all_return_values?: Result[];
}

/**
 * Lets arguments, results and the data of contexts be JSON on every platform, and refuses what has no form in JSON. By
 * themselves the transports differ: one loses what is undefined and another makes it null, and where one gives up the caller
 * waits for its whole time limit.
 */
export function carryJson({interop, contexts}: Glue): void {
    carryInvocations(interop as unknown as Interop);
    const writers = (contexts ?? {}) as {[write: string]: Write | undefined};
    for (const write of ['update', 'set', 'setPath', 'setPaths']) {
        const perform = writers[write]?.bind(contexts);
        writers[write] &&= async (name, ...given) =>
            perform!(name, ...given.map((value) => jsonValue(value, `The data for context "${name}" cannot be sent`)));
    }
}

function carryInvocations(interop: Interop): void {
    const {invoke, register, registerAsync} = interop;
    interop.invoke = async (method, args, target, options, onSuccess, onError) => {
        const perform = async () =>
            isVendors(method)
                ? invoke.call(interop, method, args, target, options)
                : resultOf(
                      method,
                      (await invoke.call(interop, method, argumentsFor(method, args), target, options)) as Result,
                  );
        return perform().then(onSuccess, onError);
    };
    interop.register = (definition, handler) =>
        register.call(
            interop,
            definition,
            isVendors(definition) ? handler : wrapOnce(carryJson, handler, (own) => answering(definition, own)),
        );
    interop.registerAsync = (definition, handler) =>
        registerAsync.call(
            interop,
            definition,
            isVendors(definition) ? handler : wrapOnce(carryJson, handler, (own) => answeringLater(definition, own)),
        );
}

const nameOf = (method: Method): unknown => (typeof method === 'string' ? method : method?.name);

/** The client libraries use the platform's own methods through the same functions, and know what they send. */
const isVendors = (method: Method): boolean => String(nameOf(method)).startsWith('T42.');

function argumentsOf(args: unknown, what: string): unknown {
    if (args instanceof Date) {
        throw new BusError('invalid_arguments', `${what}: they must be an object, not a Date.`);
    }
    return jsonValue(args, what);
}

const argumentsFor = (method: Method, args: unknown): unknown =>
    argumentsOf(args, `The arguments for method "${nameOf(method)}" cannot be sent`);

function resultOf(method: Method, result: Result): Result {
    for (const part of [result, ...(result.all_return_values ?? [])]) {
        part.returned = jsonValue(
            part.returned,
            `The result of method "${nameOf(method)}" cannot be read`,
            'no_result',
        );
    }
    return result;
}

/** Throws a Problem: of an Error the libraries hand on nothing but its name. */
function orProblem(value: () => unknown): unknown {
    try {
        return value();
    } catch (reason) {
        throw problemOf(reason, 'refused');
    }
}

const received = (method: Method, args: unknown): unknown =>
    orProblem(() => argumentsOf(args, `Method "${nameOf(method)}": its arguments cannot be read`));

const answer = (method: Method, result: unknown): unknown =>
    orProblem(() => jsonValue(result, `Method "${nameOf(method)}": its result cannot be sent`, 'no_result'));

const answerOf = (method: Method, result: unknown): unknown =>
    isPromise(result) ? result.then((value) => answer(method, value)) : answer(method, result);

const isPromise = (value: unknown): value is Promise<unknown> =>
    typeof (value as Promise<unknown> | undefined)?.then === 'function';

const answering =
    (method: Method, handler: SyncHandler): SyncHandler =>
    (args, caller) =>
        answerOf(method, handler(received(method, args), caller));

const answeringLater =
    (method: Method, handler: Handler): Handler =>
    (args, caller, succeed, fail) => {
        const orFail = (act: () => unknown) => {
            try {
                return act();
            } catch (problem) {
                return fail(problem);
            }
        };
        const answerWith = (value: unknown) => orFail(() => succeed(answer(method, value)));
        return orFail(() => {
            const result = handler(received(method, args), caller, answerWith, fail);
            // What is no promise is no answer either.
            return isPromise(result) ? answerOf(method, result) : undefined;
        });
    };
