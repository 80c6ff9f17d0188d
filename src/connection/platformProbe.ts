// Finds out whether a platform page framed or opened this one, before any client library is loaded. A platform answers
// "platformPing" with "platformReady", but only when it has started: until then pings are either kept and answered later
// or, before it listens at all, lost. So the question is repeated, and the only doubt is how long.

import type {Problem} from '../busError';
import {isTrusted, trustsOthers} from './trust';

/** For a page of the own origin whose own scripts have not all run. */
const loadingMs = 30000;
/** For a page that the browser says has a trusted origin, and that cannot be looked into. */
const trustedMs = 10000;
/** For a page of another origin that may be a trusted one. A plain page there costs its frames this much time. */
const foreignMs = 2000;
/** For a page from which nothing is expected: one answer of a busy page. */
const plainMs = 100;
const pingEveryMs = 50;
/** When nothing is to be expected any more, and yet may come. */
const laterEveryMs = 2000;

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
    /** A platform that takes longer is told of. */
    tellAfterMs?: number;
}

/** Settles as soon as a trusted platform answered or none can be expected any more. */
export function findPlatformPage({page = window, isPatient = false, onWaiting, signal, tellAfterMs = 5000}: Search = {}): Promise<boolean> {
    const candidates = possiblePlatforms(page);
    return new Promise(resolve => {
        const startedAt = performance.now();
        const finish = (isFound: boolean) => {
            clearInterval(timer);
            stopListening();
            resolve(isFound);
        };
        const askOrGiveUp = () => {
            const waited = performance.now() - startedAt;
            const expected = candidates.find(each => waited <= patienceFor(each, isPatient));
            if (!expected || signal?.aborted) {
                finish(false);
                return;
            }
            candidates.forEach(ask);
            if (waited >= tellAfterMs) {
                onWaiting?.(waitingFor(expected));
            }
        };
        const stopListening = whenAnswered(page, candidates, () => finish(true));
        const timer = setInterval(askOrGiveUp, pingEveryMs);
        askOrGiveUp();
    });
}

/** Goes on asking in a page that has given up. Returns what ends it. */
export function watchForPlatform(onFound: () => void, page: Window = window): () => void {
    const candidates = possiblePlatforms(page);
    const stop = () => {
        clearInterval(timer);
        stopListening();
    };
    const stopListening = whenAnswered(page, candidates, () => {
        stop();
        onFound();
    });
    // Also those that nobody trusts: when one offers itself, the developer hears which origin the settings lack.
    const askAll = () => candidates.forEach(ask);
    const timer = setInterval(askAll, laterEveryMs);
    askAll();
    return stop;
}

/** Asks all possible platforms again and again, so that whoever listens for their answer need not wait. Returns what stops it. */
export function askPlatform(): () => void {
    const candidates = possiblePlatforms(window);
    const timer = setInterval(() => candidates.forEach(ask), pingEveryMs);
    return () => clearInterval(timer);
}

// To any origin, because the browser does not tell whose page it is. The question says nothing but that it is asked.
const ask = ({window}: Candidate): void => window.postMessage({glue42core: {type: 'platformPing'}}, '*');

function whenAnswered(page: Window, candidates: Candidate[], onAnswer: () => void): () => void {
    const hear = ({data, origin, source}: MessageEvent) => {
        const isAnswer = data?.glue42core?.type === 'platformReady' && candidates.some(each => each.window === source);
        if (isAnswer && isTrusted(origin)) {
            onAnswer();
        }
    };
    page.addEventListener('message', hear);
    return () => page.removeEventListener('message', hear);
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
    const own = ownPage(candidate.window);
    const mayBeTrusted = own || (candidate.origin === undefined ? trustsOthers() : isTrusted(candidate.origin));
    if (candidate.window.closed) {
        return 0;
    }
    // Long enough to hear it offer itself, which the developer is told.
    if (!mayBeTrusted) {
        return plainMs;
    }
    if (isPatient || own?.hasLibrary) {
        return Infinity;
    }
    if (own) {
        return own.isLoaded ? plainMs : loadingMs;
    }
    return candidate.origin === undefined ? foreignMs : trustedMs;
}

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
