import {errorMessage} from '../errorMessage';

/** Why something was rejected. What a browser platform itself says is the end of long messages of its client library. */
export function platformReason(reason: unknown): string {
    const message = errorMessage(reason);
    return /with reason: "([^]+)"$/.exec(message)?.[1] ?? message;
}
