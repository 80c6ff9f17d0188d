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
    /** Undefined where the browser does not give it. */
    origin?: string;
}

interface Search {
    page?: Window;
    /** Whether the page can reach no other bus: then it waits as long as a trusted platform may come. */
    isPatient?: boolean;
    onWaiting?: (problem: Problem) => void;
    /** Aborted when the result is no longer wanted. */
    signal?: AbortSignal;
}

/** Settles as soon as a trusted platform answered or none can be expected any more. */
export function findPlatformPage({page = window, isPatient = false, onWaiting, signal}: Search = {}): Promise<boolean> {
    const candidates = possiblePlatforms(page);
    return new Promise((resolve) => {
        const search = new AbortController();
        const startedAt = performance.now();
        const reported = new Set<Candidate>();
        const finish = (isFound: boolean) => {
            search.abort();
            resolve(isFound);
        };
        const askOrGiveUp = () => {
            const waited = performance.now() - startedAt;
            const expected = candidates.find((candidate) => waited <= timeoutFor(candidate, isPatient));
            if (!expected || signal?.aborted) {
                finish(false);
                return;
            }
            candidates.forEach(ask);
            if (waited >= noticeTimeoutMs && !reported.has(expected)) {
                reported.add(expected);
                onWaiting?.(waitingFor(expected));
            }
        };
        whenAnswered(page, candidates, () => finish(true), search.signal);
        signal?.addEventListener('abort', () => finish(false), {signal: search.signal});
        repeat(askOrGiveUp, search.signal);
    });
}

/**
 * Goes on asking in a page that has given up, until a trusted platform answers or the signal is aborted. Returns a function
 * that answers whether one may still come.
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
    // Also those that this page does not trust: when one offers itself, the developer learns which origin the settings lack.
    repeat(() => candidates.forEach(ask), watch.signal);
    return () => candidates.some(mayBeTrusted);
}

/** Keeps pinging all possible platforms, because the client library, which reads their answer, does so rarely. Returns what stops it. */
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

// To any origin, because the browser does not show whose page it is. The question says nothing but that it is asked.
const ask = ({window}: Candidate): void => window.postMessage({glue42core: {type: 'platformPing'}}, '*');

function whenAnswered(page: Window, candidates: Candidate[], onAnswer: () => void, signal: AbortSignal): void {
    const onMessage = ({data, origin, source}: MessageEvent) => {
        const isAnswer =
            data?.glue42core?.type === 'platformReady' && candidates.some((candidate) => candidate.window === source);
        if (isAnswer && isTrusted(origin)) {
            onAnswer();
        }
    };
    page.addEventListener('message', onMessage, {signal});
}

/** All windows around this one and around its opener: the platform need not be the nearest. */
function possiblePlatforms(page: Window): Candidate[] {
    // A platform cannot address its answer to a frame whose origin is opaque.
    if (page.origin === 'null') {
        return [];
    }
    const candidates = new Map<Window, Candidate>();
    const addAncestors = (start: Window, origins?: DOMStringList) => {
        let depth = 0;
        for (let page = start; page !== page.parent && !candidates.has(page.parent); page = page.parent) {
            candidates.set(page.parent, {window: page.parent, origin: origins?.[depth++]});
        }
    };
    // Firefox has no such list.
    addAncestors(page, page.location.ancestorOrigins);
    for (let opener = openerOf(page); opener && opener !== page && !candidates.has(opener); opener = openerOf(opener)) {
        candidates.set(opener, {window: opener});
        addAncestors(opener);
    }
    return [...candidates.values()];
}

function openerOf(page: Window): Window | null {
    const opener = (page.top ?? page).opener as Window | null;
    return opener && !opener.closed ? opener : null;
}

function timeoutFor(candidate: Candidate, isPatient: boolean): number {
    if (candidate.window.closed) {
        return 0;
    }
    // Long enough for its offer, which is reported to the developer.
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
