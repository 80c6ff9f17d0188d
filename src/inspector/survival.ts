import type {Entry} from './record';

// The newest records survive a reload in sessionStorage, as far as it takes them.

const storageKey = 'dash_glue42.inspector.records';
const mostKept = 200;
/** Browsers give a page some 5 MB, which are the app's. */
const mostBytes = 1024 * 1024;

/** To be called when the page goes. `safeText`: a text of an error without secrets. */
export function saveRecords(list: readonly Entry[], safeText: (text: string) => string): void {
    const toStored = (key: string, value: unknown): unknown =>
        value instanceof Uint8Array
            ? new TextDecoder().decode(value)
            : key === 'message'
              ? safeText(value as string)
              : value;
    const kept: string[] = [];
    let bytes = 0;
    for (const entry of list.slice(-mostKept).reverse()) {
        const text = JSON.stringify(entry, toStored);
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
    const fromStored = (key: string, value: unknown): unknown =>
        key === 'bytes' ? new TextEncoder().encode(value as string) : value;
    try {
        const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]', fromStored);
        return Array.isArray(stored) ? stored.map(toEarlier) : [];
    } catch {
        return [];
    }
}

function toEarlier(entry: Entry): Entry {
    const isOpen = entry.state === 'queued' || entry.state === 'running';
    // Ids of callers may come again in this page.
    return {
        ...entry,
        id: `earlier ${entry.id.replace('earlier ', '')}`,
        state: isOpen ? 'gone' : entry.state,
        isEarlier: true,
    };
}
