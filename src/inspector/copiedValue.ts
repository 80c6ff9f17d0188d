import {jsonText} from '../values/jsonText';

/** A value as JSON, cut where it is long: bytes, since a piece of a text would keep the whole text in memory. */
export interface CopiedValue {
    bytes: Uint8Array;
    /** Of the whole JSON, in characters. */
    length: number;
    isCut: boolean;
}

export const longestValue = 64 * 1024;

/** What a list shows of a value. */
const longestPreview = 200;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const scratch = new Uint8Array(longestValue);

export function copyValue(value: unknown): CopiedValue {
    const text = jsonOf(value);
    const {read, written} = encoder.encodeInto(text, scratch);
    return {bytes: scratch.slice(0, written), length: text.length, isCut: read < text.length};
}

/** What a client library or a callback gives need not have a form in JSON. */
export const jsonOf = (value: unknown): string =>
    value === undefined ? 'null' : (jsonText(value) ?? '"(a value that has no form in JSON)"');

/** The start of a text, without keeping the rest of it in memory. */
export const cutText = (text: string, longest: number): string =>
    decoder.decode(encoder.encode(text.slice(0, longest)));

export const textOf = ({bytes}: CopiedValue): string => decoder.decode(bytes);

export const previewOf = ({bytes}: CopiedValue): string => decoder.decode(bytes.subarray(0, longestPreview));

/** Undefined: it is cut, and can only be shown. */
export const valueOf = (copied: CopiedValue): unknown => (copied.isCut ? undefined : JSON.parse(textOf(copied)));
