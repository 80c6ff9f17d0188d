// Finds out whether a platform page framed or opened this one, before any client library is loaded. A platform answers
// "platformPing" with "platformReady", but only when it has started: until then pings are either kept and answered later
// or, before it listens at all, lost. So the question is repeated, and the only doubt is how long.

/** Until a page that has the platform's library on board gives up: as long as the library of the clients waits as well. */
const startingMs = 5000;
/** For a page of another origin, which cannot be looked into. A plain page there costs its frames this much time. */
const foreignMs = 2000;
/** For a page that can be looked into and has no such library: one answer of a busy page. */
const plainMs = 100;
const pingEveryMs = 50;

/** Asks all possible platforms again and again, so that whoever listens for their answer need not wait. Returns what stops it. */
export function askPlatform(): () => void {
    const candidates = possiblePlatforms(window);
    const timer = setInterval(() => candidates.forEach(ask), pingEveryMs);
    return () => clearInterval(timer);
}

const ask = (candidate: Window): void => candidate.postMessage({glue42core: {type: 'platformPing'}}, '*');

/** Settles as soon as a platform answered or none can be expected any more. */
export function findPlatformPage(page: Window = window): Promise<boolean> {
    // A platform cannot address its answer to a frame whose origin is opaque.
    const candidates = page.origin === 'null' ? [] : possiblePlatforms(page);
    if (!candidates.length) {
        return Promise.resolve(false);
    }
    return new Promise(resolve => {
        const startedAt = performance.now();
        const finish = (isFound: boolean) => {
            clearInterval(timer);
            page.removeEventListener('message', hear);
            resolve(isFound);
        };
        const hear = ({data, source}: MessageEvent) => {
            if (data?.glue42core?.type === 'platformReady' && candidates.includes(source as Window)) {
                finish(true);
            }
        };
        const askAll = () => {
            const waited = performance.now() - startedAt;
            const pending = candidates.filter(candidate => waited <= patienceFor(candidate));
            pending.forEach(ask);
            if (!pending.length) {
                finish(false);
            }
        };
        page.addEventListener('message', hear);
        const timer = setInterval(askAll, pingEveryMs);
        askAll();
    });
}

/** All windows around this one and around its opener: the platform need not be the nearest. */
function possiblePlatforms(page: Window): Window[] {
    const found = new Set<Window>();
    const addAncestors = (start: Window) => {
        for (let one = start; one !== one.parent && !found.has(one.parent); one = one.parent) {
            found.add(one.parent);
        }
    };
    addAncestors(page);
    for (let opener = openerOf(page); opener && opener !== page && !found.has(opener); opener = openerOf(opener)) {
        found.add(opener);
        addAncestors(opener);
    }
    return [...found];
}

function openerOf(page: Window): Window | null {
    const opener = (page.top ?? page).opener as Window | null;
    return opener && !opener.closed ? opener : null;
}

function patienceFor(candidate: Window): number {
    try {
        if ('glue42core' in candidate) {
            return startingMs;
        }
        // Its own scripts have run when this event is over. (Not "complete": that waits for the frames, thus for us.)
        const [navigation] = candidate.performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return navigation && navigation.domContentLoadedEventEnd > 0 ? plainMs : startingMs;
    } catch {
        return foreignMs;
    }
}
