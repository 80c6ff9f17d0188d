import {readFile} from 'node:fs/promises';
import {type JSONWebKeySet, type JWTVerifyGetKey, createLocalJWKSet, errors} from 'jose';
import {isDict} from '../../values/isDict';
import {fetchProblem, fetchText} from '../fetchText';
import {type Log, rarely} from '../log';
import {StartupError} from '../startupError';
import {keysAgeMs, keysIntervalMs, keysTimeoutMs} from '../timeouts';
import {isUrl} from './options';
import {Refusal} from './refusal';

export interface KeySet {
    getKey: JWTVerifyGetKey;
    /** False as long as no keys have been read; being asked it tries again. */
    isReady: () => boolean;
}

/** What signs tokens in place of a shared secret. */
export const keySetAlgorithms = ['RS256', 'ES256'];

/**
 * The keys of a JSON Web Key Set, which is a file or behind a URL. They are read again when they are old, and when a token
 * names a key that is not among them, so that its owner can change them. While that fails the last good ones stay.
 */
export async function openKeySet(source: string, log: Log): Promise<KeySet> {
    const warn = rarely((message) => log.write('warn', 'keys_unavailable', message));
    let keys = isUrl(source) ? undefined : await readFirst(source);
    let readAt = performance.now();
    let reading: Promise<void> | undefined;

    const read = async () => {
        readAt = performance.now();
        try {
            keys = await readKeys(source);
        } catch (reason) {
            const consequence = keys ? 'the last good keys stay' : 'no client can log in';
            warn(`the keys of ${source} cannot be read, ${consequence}: ${fetchProblem(reason)}`);
        }
        reading = undefined;
    };
    // Those who ask at the same time wait for the same answer; those who ask too soon again get none.
    const readAgain = (afterMs: number): Promise<void> => {
        if (!reading && performance.now() - readAt >= afterMs) {
            reading = read();
        }
        return reading ?? Promise.resolve();
    };

    if (!keys) {
        void readAgain(0);
    }
    const isReady = () => {
        if (!keys) {
            void readAgain(keysIntervalMs);
        }
        return keys !== undefined;
    };
    const getKey: JWTVerifyGetKey = async (header, token) => {
        // Who has a key that is there does not wait for those who ask for new ones.
        if (!keys || performance.now() - readAt >= keysAgeMs) {
            await readAgain(keys ? keysAgeMs : keysIntervalMs);
        }
        if (!keys) {
            throw new Refusal('The keys for tokens are not available', {isTemporary: true});
        }
        try {
            return await keys(header, token);
        } catch (reason) {
            if (!(reason instanceof errors.JWKSNoMatchingKey)) {
                throw reason;
            }
            await readAgain(keysIntervalMs);
            return keys(header, token);
        }
    };
    return {getKey, isReady};
}

/** A file is there before the gateway starts, or its name is wrong. */
const readFirst = (file: string): Promise<JWTVerifyGetKey> =>
    readKeys(file).catch((reason: unknown) => {
        throw new StartupError(`--jwks ${file} cannot be used: ${fetchProblem(reason)}`);
    });

const readKeys = async (source: string): Promise<JWTVerifyGetKey> =>
    createLocalJWKSet(usableKeys(JSON.parse(await load(source))));

const load = (source: string): Promise<string> =>
    isUrl(source) ? fetchText(source, keysTimeoutMs) : readFile(source, 'utf8');

/** Without the symmetric ones: who can read them could sign. */
function usableKeys(keySet: unknown): JSONWebKeySet {
    const all = isDict(keySet) && Array.isArray(keySet.keys) ? keySet.keys : [];
    const keys = all.filter((key) => isDict(key) && (key.kty === 'RSA' || (key.kty === 'EC' && key.crv === 'P-256')));
    if (keys.length === 0) {
        throw new Error('no JSON Web Key Set with an RSA or P-256 key');
    }
    return {keys};
}
