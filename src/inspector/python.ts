import {isDict} from '../values/isDict';

// What "Copy as Python" writes.

const identifier = /^[A-Za-z_]\w*$/;

/** Names that Python has for itself, and the options of `call`. */
const takenNames = new Set(
    (
        'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
        'import in is lambda nonlocal not or pass raise return try while with yield target timeout_ms wait_ms invocation_id ' +
        'meta arguments'
    ).split(' '),
);

/** A JSON value as a literal. */
export function pythonLiteral(value: unknown): string {
    if (value === null || value === undefined) {
        return 'None';
    }
    if (typeof value === 'boolean') {
        return value ? 'True' : 'False';
    }
    if (Array.isArray(value)) {
        return `[${value.map(pythonLiteral).join(', ')}]`;
    }
    if (isDict(value)) {
        const entries = Object.entries(value);
        return `{${entries.map(([key, child]) => `${JSON.stringify(key)}: ${pythonLiteral(child)}`).join(', ')}}`;
    }
    return JSON.stringify(value);
}

/** The call of `dash_glue42.call` that invokes a method with these arguments; `target`: what it was sent to. */
export function pythonCall(method: unknown, args: unknown, target?: unknown): string {
    const entries = isDict(args) ? Object.entries(args) : [];
    const isNamed = ([key]: [string, unknown]) => identifier.test(key) && !takenNames.has(key);
    const named = entries.filter(isNamed).map(([key, value]) => `${key}=${pythonLiteral(value)}`);
    const unnamed = entries.filter((entry) => !isNamed(entry));
    const parts = [
        pythonLiteral(method),
        ...named,
        ...(unnamed.length ? [`arguments=${pythonLiteral(Object.fromEntries(unnamed))}`] : []),
        ...(target === undefined || target === null ? [] : [`target=${pythonLiteral(target)}`]),
    ];
    return `glue.call(${parts.join(', ')})`;
}
