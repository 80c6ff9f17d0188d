// Finds out whether a platform page framed or opened this one, before any client library is loaded. A platform answers
// "platformPing" with "platformReady", but only when it has started: until then pings are either kept and answered later
// or, before it listens at all, lost. So the question is repeated, and the only doubt is how long.

import type {Problem} from '../values/busError';
import {isTrusted, trustsOthers} from './trust';
import {
    firstPingIntervalMs,
    foreignPageTimeoutMs,
    laterPingIntervalMs,
    loadingPageTimeoutMs,
    noticeTimeoutMs,
    plainPageTimeoutMs,
    trustedPageTimeoutMs,
} from '../async/timeouts';

interface Candidate {
    window: Window;
    /** As far as the browser tells. */
    origin?: string;
}

interface Search {
    page?: Window;
    /** Whether the page has no other way to a bus: then it waits as long as a trusted platform may come. */
    isPatient?: boolean;
    onWaiting?: (problem: Problem) => void;
    /** Aborted when nobody waits any more. */
    signal?: AbortSignal;
}

/** Settles as soon as a trusted platform answered or none can be expected any more. */
export function findPlatformPage({page = window, isPatient = false, onWaiting, signal}: Search = {}): Promise<boolean> {
    const candidates = possiblePlatforms(page);
    return new Promise((resolve) => {
        const search = new AbortController();
        const startedAt = performance.now();
        const told = new Set<Candidate>();
        const finish = (isFound: boolean) => {
            search.abort();
            resolve(isFound);
        };
        const askOrGiveUp = () => {
            const waited = performance.now() - startedAt;
            const expected = candidates.find((candidate) => waited <= patienceFor(candidate, isPatient));
            if (!expected || signal?.aborted) {
                finish(false);
                return;
            }
            candidates.forEach(ask);
            if (waited >= noticeTimeoutMs && !told.has(expected)) {
                told.add(expected);
                onWaiting?.(waitingFor(expected));
            }
        };
        whenAnswered(page, candidates, () => finish(true), search.signal);
        signal?.addEventListener('abort', () => finish(false), {signal: search.signal});
        repeat(askOrGiveUp, search.signal);
    });
}

/**
 * Goes on asking in a page that has given up, until a trusted platform answers or the signal is aborted. Returns what tells
 * whether one may still come.
 */
export function watchForPlatform(onFound: () => void, signal: AbortSignal, page: Window = window): () => boolean {
    signal.throwIfAborted();
    const candidates = possiblePlatforms(page);
    const watch = new AbortController();
    const stop = () => watch.abort();
    signal.addEventListener('abort', stop, {signal: watch.signal});
    whenAnswered(
        page,
        candidates,
        () => {
            stop();
            onFound();
        },
        watch.signal,
    );
    // Also those that this page does not trust: when one offers itself, the developer hears which origin the settings lack.
    repeat(() => candidates.forEach(ask), watch.signal);
    return () => candidates.some(mayBeTrusted);
}

/** Asks all possible platforms again and again: the client library, which hears their answer, asks seldom. Returns what stops it. */
export function askPlatform(): () => void {
    const candidates = possiblePlatforms(window);
    const asking = new AbortController();
    repeat(() => candidates.forEach(ask), asking.signal);
    return () => asking.abort();
}

/** Acts at once, often in the first moment, and seldom later, until the signal is aborted. */
function repeat(act: () => void, signal: AbortSignal): void {
    const startedAt = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    signal.addEventListener('abort', () => clearTimeout(timer));
    const next = () => {
        timer = setTimeout(
            next,
            performance.now() - startedAt < noticeTimeoutMs ? firstPingIntervalMs : laterPingIntervalMs,
        );
        act();
    };
    next();
}

// To any origin, because the browser does not tell whose page it is. The question says nothing but that it is asked.
const ask = ({window}: Candidate): void => window.postMessage({glue42core: {type: 'platformPing'}}, '*');

function whenAnswered(page: Window, candidates: Candidate[], onAnswer: () => void, signal: AbortSignal): void {
    const hear = ({data, origin, source}: MessageEvent) => {
        const isAnswer =
            data?.glue42core?.type === 'platformReady' && candidates.some((each) => each.window === source);
        if (isAnswer && isTrusted(origin)) {
            onAnswer();
        }
    };
    page.addEventListener('message', hear, {signal});
}

/** All windows around this one and around its opener: the platform need not be the nearest. */
function possiblePlatforms(page: Window): Candidate[] {
    // A platform cannot address its answer to a frame whose origin is opaque.
    if (page.origin === 'null') {
        return [];
    }
    const found = new Map<Window, Candidate>();
    const addAncestors = (start: Window, origins?: DOMStringList) => {
        let depth = 0;
        for (let one = start; one !== one.parent && !found.has(one.parent); one = one.parent) {
            found.set(one.parent, {window: one.parent, origin: origins?.[depth++]});
        }
    };
    // Firefox does not tell them.
    addAncestors(page, page.location.ancestorOrigins);
    for (let opener = openerOf(page); opener && opener !== page && !found.has(opener); opener = openerOf(opener)) {
        found.set(opener, {window: opener});
        addAncestors(opener);
    }
    return [...found.values()];
}

function openerOf(page: Window): Window | null {
    const opener = (page.top ?? page).opener as Window | null;
    return opener && !opener.closed ? opener : null;
}

function patienceFor(candidate: Candidate, isPatient: boolean): number {
    if (candidate.window.closed) {
        return 0;
    }
    // Long enough to hear it offer itself, which the developer is told.
    if (!mayBeTrusted(candidate)) {
        return plainPageTimeoutMs;
    }
    const own = ownPage(candidate.window);
    if (isPatient || own?.hasLibrary) {
        return Infinity;
    }
    if (own) {
        return own.isLoaded ? plainPageTimeoutMs : loadingPageTimeoutMs;
    }
    return candidate.origin === undefined ? foreignPageTimeoutMs : trustedPageTimeoutMs;
}

const mayBeTrusted = ({window, origin}: Candidate): boolean =>
    !window.closed && (!!ownPage(window) || (origin === undefined ? trustsOthers() : isTrusted(origin)));

/** What can be seen of a page of the own origin. */
function ownPage(page: Window): {hasLibrary: boolean; isLoaded: boolean} | undefined {
    try {
        // Its own scripts have run when this event is over. (Not "complete": that waits for the frames, thus for us.)
        const [navigation] = page.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        const isLoaded = page.document.readyState === 'complete' || navigation?.domContentLoadedEventEnd > 0;
        return {hasLibrary: 'glue42core' in page, isLoaded};
    } catch {
        return undefined;
    }
}

const waitingFor = ({origin}: Candidate): Problem => ({
    code: 'not_connected',
    message:
        `This page waits for the Glue42 platform in the page${origin ? ` at ${origin}` : ''} that framed or opened it, which does not answer yet. ` +
        'It joins as soon as the platform has started; if it never does, see the console of that page.',
});
