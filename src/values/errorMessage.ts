import {jsonText} from './jsonText';

/**
 * The message inside anything that JavaScript code may throw: an Error, a string, the `{err, libs}` of the client libraries,
 * a rejected result `{message}`. A message that is itself such an object is looked into.
 */
export function errorMessage(reason: unknown): string {
    return messageInside(reason, 0) ?? (reason instanceof Error ? reason.name : asJson(reason)) ?? 'Unknown error';
}

// The client libraries nest reasons three deep at most. The limit is for objects that contain themselves.
const maxDepth = 5;

function messageInside(reason: unknown, depth: number): string | undefined {
    if (typeof reason === 'string') {
        // What `new Error(object)` leaves of an object says nothing.
        return reason.trim() && reason !== '[object Object]' ? reason : undefined;
    }
    if (typeof reason !== 'object' || reason === null || depth > maxDepth) {
        return undefined;
    }
    const {message, err, error, reason: inner, msg} = reason as {[key: string]: unknown};
    return [message, err, error, inner, msg]
        .map((candidate) => messageInside(candidate, depth + 1))
        .find((text) => text !== undefined);
}

// Enough to recognise the object.
const maxLength = 300;

function asJson(reason: unknown): string | undefined {
    const text = jsonText(reason ?? undefined);
    return text && /\w/.test(text) ? text.slice(0, maxLength) : undefined;
}
