import type {AppMetadata} from '@finos/fdc3-standard';
import {keepResult} from '../../async/keepResult';
import {directoryTimeoutMs} from '../../async/timeouts';
import {withTimeout} from '../../async/withTimeout';
import {BusError} from '../../values/busError';
import {errorMessage} from '../../values/errorMessage';
import {type Dict, isDict} from '../../values/isDict';
import {isText} from '../../values/isText';
import {parseUrl} from '../../values/parse';
import {Fdc3Error, type Fdc3ErrorName} from '../fdc3Error';

/** An intent that an app says in its record that it listens to. */
export interface DeclaredIntent {
    contexts?: string[];
    displayName?: string;
    resultType?: string;
}

/** An app of the directory. */
export interface AppRecord {
    metadata: AppMetadata;
    url?: string;
    intents: {[intent: string]: DeclaredIntent};
}

/** `settings["fdc3"]["apps"]`: records in the form of FDC3's App Directory, or the address of a list of those. */
export type Apps = string | object[] | null | undefined;

export interface Directory {
    /** The record of the app, which a directory may call by a qualified name such as "chart@bank.com". */
    recordOf: (appId: unknown) => AppRecord | undefined;
    records: AppRecord[];
    /** A page may call itself by the one name of its record, and others call it by the other. */
    isSameApp: (one: unknown, other: unknown) => boolean;
    /** What to throw when an app is missing: that the directory could not be read may be why. */
    missing: (name: Fdc3ErrorName) => Error;
}

/**
 * Returns a function that reads the directory at its first call, and again after a failure. Apps that run need no directory:
 * one that cannot be read is an empty one.
 */
export function createDirectory(apps: Apps): () => Promise<Directory> {
    const readOnce = keepResult(async () => directoryOf((await read(apps)).flatMap(asRecord)));
    return () => readOnce().catch((reason: BusError) => directoryOf([], reason));
}

function directoryOf(records: AppRecord[], failure?: BusError): Directory {
    const isMeant = (appId: unknown) => (record: AppRecord) => {
        const own = record.metadata.appId;
        return own === appId || own.split('@')[0] === appId;
    };
    const recordOf = (appId: unknown) => records.find(isMeant(appId));
    const isSameApp = (one: unknown, other: unknown) => one === other || (recordOf(one) ?? one) === recordOf(other);
    return {records, recordOf, isSameApp, missing: (name) => failure ?? new Fdc3Error(name)};
}

async function read(apps: Apps): Promise<unknown[]> {
    if (typeof apps !== 'string') {
        return apps ?? [];
    }
    try {
        return await withTimeout(fetchRecords(apps), directoryTimeoutMs, 'no answer');
    } catch (reason) {
        throw new BusError(
            'not_connected',
            `the app directory at ${apps} could not be read (${errorMessage(reason)}): check settings["fdc3"]["apps"] of Glue42.`,
        );
    }
}

async function fetchRecords(address: string): Promise<unknown[]> {
    const response = await fetch(address);
    if (!response.ok) {
        throw new Error(`status ${response.status}`);
    }
    const body: unknown = await response.json();
    const list = isDict(body) ? (body.applications ?? [body]) : body;
    if (!Array.isArray(list)) {
        throw new Error('no list of apps');
    }
    return list;
}

const metadataKeys = ['name', 'version', 'title', 'tooltip', 'description', 'icons', 'screenshots'];

function asRecord(value: unknown): AppRecord[] {
    if (!isDict(value) || !isText(value.appId)) {
        return [];
    }
    const details = isDict(value.details) ? value.details : {};
    const metadata = metadataKeys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]);
    return [
        {
            metadata: {appId: value.appId, ...Object.fromEntries(metadata)},
            url: webAddress(details.url),
            intents: intentsOf(value),
        },
    ];
}

/** No address that would run a script in this page. */
function webAddress(value: unknown): string | undefined {
    const {protocol = '', href} = parseUrl(value, document.baseURI) ?? {};
    return /^https?:$/.test(protocol) ? href : undefined;
}

function intentsOf({interop}: Dict): AppRecord['intents'] {
    const intents = isDict(interop) && isDict(interop.intents) ? interop.intents : {};
    const declared = isDict(intents.listensFor) ? intents.listensFor : {};
    return Object.fromEntries(Object.entries(declared).map(([intent, value]) => [intent, declaredIntent(value)]));
}

/** What a record, or the flags of a method, say of an intent. */
export function declaredIntent(value: unknown): DeclaredIntent {
    const {contexts, contextTypes, displayName, resultType} = isDict(value) ? value : ({} as Dict);
    const types = contextTypes ?? contexts;
    return {
        contexts: Array.isArray(types) ? types.filter((type) => typeof type === 'string') : undefined,
        displayName: textOf(displayName),
        resultType: textOf(resultType),
    };
}

const textOf = (value: unknown): string | undefined => (isText(value) ? value : undefined);
