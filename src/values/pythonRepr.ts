import {jsonText} from './jsonText';

/** A value as the Python user who wrote it knows it, for messages. */
export function pythonRepr(value: unknown): string {
    if (value === undefined || value === null) {
        return 'None';
    }
    if (typeof value === 'boolean') {
        return value ? 'True' : 'False';
    }
    // A clientside callback can write anything.
    return jsonText(value) ?? `what has no form in JSON (${typeof value})`;
}
