import type {Glue} from '../connection/bus';

type Operation<Target> = (glue: Glue, command: unknown, target: Target) => unknown;

/** Operations whose code is in a file that every connected page has: it is read when one is performed. */
export function lazyOperations<Prop extends string, Target>(
    props: Prop[],
    load: () => Promise<{[prop in Prop]: Operation<Target>}>,
): {[prop in Prop]: Operation<Target>} {
    const entries = props.map((prop) => [
        prop,
        async (...operands: Parameters<Operation<Target>>) => (await load())[prop](...operands),
    ]);
    return Object.fromEntries(entries) as {[prop in Prop]: Operation<Target>};
}
