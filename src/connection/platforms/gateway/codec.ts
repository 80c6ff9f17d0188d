import type {GatewayMessage} from '../../coreClient/transport';

// The vendor's libraries write dates like this when they speak over a WebSocket.
const datePrefix = '#T42_DATE#';

/** A message as text. */
export function toText(message: GatewayMessage): string {
    return JSON.stringify(message, function (this: {[key: string]: unknown}, key, value) {
        const given = this[key];
        return given instanceof Date ? `${datePrefix}${given.getTime()}` : value;
    });
}

/** The message that a text says. */
export function fromText(text: string): GatewayMessage {
    return text.includes(datePrefix) ? JSON.parse(text, asDate) : JSON.parse(text);
}

function asDate(_: string, value: unknown): unknown {
    const ms =
        typeof value === 'string' && value.startsWith(datePrefix) ? parseInt(value.slice(datePrefix.length), 10) : NaN;
    return Number.isNaN(ms) ? value : new Date(ms);
}
