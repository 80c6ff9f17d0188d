/** A value as the Python user who wrote it knows it, for messages. */
export function pythonRepr(value: unknown): string {
    if (value === undefined || value === null) {
        return 'None';
    }
    return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value);
}
