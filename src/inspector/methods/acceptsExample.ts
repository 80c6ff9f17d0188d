// What a method's `accepts` says: "String side, Int? quantity, String[] tags, Composite: {String city} address".

const zeros: {[type: string]: unknown} = {
    string: '',
    int: 0,
    long: 0,
    double: 0,
    bool: false,
    boolean: false,
    datetime: '',
};

const longestSignature = 2000;

/** Arguments to begin with: every required one, with an empty value of its type. Other apps may announce anything. */
export function acceptsExample(accepts: string | null): {[name: string]: unknown} {
    if (!accepts || accepts.length > longestSignature) {
        return {};
    }
    return Object.fromEntries(splitParameters(accepts).flatMap((parameter) => exampleOf(parameter) ?? []));
}

const parameterForm = /^(?:composite\s*:?\s*\{(.*)\}|(\w+))(?:\s*(\[\]))?(?:\s*(\?))?\s*\b(\w+)$/i;

function exampleOf(parameter: string): [string, unknown][] | undefined {
    const [, fields, type, isList, isOptional, name] = parameterForm.exec(parameter) ?? [];
    if (!name || isOptional) {
        return undefined;
    }
    const example = fields === undefined ? (zeros[type.toLowerCase()] ?? null) : acceptsExample(fields);
    return [[name, isList ? [] : example]];
}

/** Splits at the commas that are not within braces. */
function splitParameters(accepts: string): string[] {
    const parts = [''];
    let depth = 0;
    for (const letter of accepts) {
        depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
        if (letter === ',' && depth === 0) {
            parts.push('');
        } else {
            parts[parts.length - 1] += letter;
        }
    }
    return parts.map((part) => part.trim()).filter(Boolean);
}
