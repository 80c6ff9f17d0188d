import type {RawData} from 'ws';
import {parseJson} from '../values/parse';

/** What clients and the engine say to each other, as far as it concerns this server. */
export interface Message {
    type: string;
    domain?: string;
    [key: string]: unknown;
}

/** What a client sent; undefined when that is no message. */
export function readMessage(data: RawData, isBinary: boolean): Message | undefined {
    const value = isBinary ? undefined : parseJson(String(data));
    return isMessage(value) ? value : undefined;
}

export const sizeOf = (data: RawData): number =>
    Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;

// The engine takes names with a slash for those of its own inner messages. One of them says that a client has logged in.
const plainName = /^[a-z-]+$/;

/** What our own clients send to get a new token accepted on an open connection. No engine has such a message. */
export const renewTokenType = 'dash_glue42-renew-token';

const isPlain = (name: unknown): boolean => typeof name === 'string' && plainName.test(name);

function isMessage(value: unknown): value is Message {
    const {type, domain} = (value ?? {}) as {type?: unknown; domain?: unknown};
    return (isPlain(type) || type === renewTokenType) && (domain === undefined || isPlain(domain));
}
