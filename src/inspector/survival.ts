import {copyText, previewOf, textOf} from './copiedValue';
import type {Entry} from './record';

// The newest records survive a reload in sessionStorage, as far as it takes them.

const storageKey = 'dash_glue42.inspector.records';
const mostKept = 200;
/** Browsers give a page some 5 MB, which are the app's. */
const mostBytes = 1024 * 1024;

const valueKeys = ['args', 'answer', 'command', 'partnerInstance'] as const;

interface Stored {
    text: string;
    length: number;
    isCut: boolean;
}

/** To be called when the page goes. */
export function saveRecords(list: readonly Entry[]): void {
    const kept: string[] = [];
    let bytes = 0;
    for (const entry of [...list].reverse().slice(0, mostKept)) {
        const text = JSON.stringify(toStored(entry));
        bytes += text.length;
        if (bytes > mostBytes) {
            break;
        }
        kept.unshift(text);
    }
    try {
        sessionStorage.setItem(storageKey, `[${kept.join()}]`);
    } catch {
        // The app has filled it, or the browser keeps nothing.
        return;
    }
}

/** Those of the page before the reload. */
export function readRecords(): Entry[] {
    try {
        const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
        return Array.isArray(stored) ? stored.map(fromStored) : [];
    } catch {
        return [];
    }
}

function toStored(entry: Entry): object {
    const values = valueKeys.map((key) => {
        const value = entry[key];
        return [key, value && {text: textOf(value), length: value.length, isCut: value.isCut}];
    });
    return {...entry, preview: undefined, ...Object.fromEntries(values)};
}

function fromStored(stored: Entry & {[key in (typeof valueKeys)[number]]?: unknown}): Entry {
    const values = valueKeys.map((key) => {
        const value = stored[key] as Stored | undefined;
        return [key, value && {...copyText(value.text), length: value.length, isCut: value.isCut}];
    });
    const entry = {...stored, ...Object.fromEntries(values)} as Entry;
    const isOpen = entry.state === 'queued' || entry.state === 'running';
    // Ids of callers may come again in this page.
    return {
        ...entry,
        id: `earlier ${entry.id.replace('earlier ', '')}`,
        preview: previewOf(entry.args),
        state: isOpen ? 'gone' : entry.state,
        isEarlier: true,
    };
}
