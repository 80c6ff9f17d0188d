import {scriptCheckTimeoutMs} from '../async/timeouts';

/** Why a script did not load, as the end of a sentence. The browser does not report it, so the address is fetched once more. */
export async function notLoadedReason(url: string): Promise<string> {
    const question = new AbortController();
    const timer = setTimeout(() => question.abort(), scriptCheckTimeoutMs);
    try {
        const {ok, status} = await fetch(url, {signal: question.signal});
        return ok
            ? 'its server answers now; if this stays so, a Content-Security-Policy forbids it (see script-src and worker-src)'
            : `its server answered with status ${status}`;
    } catch {
        return 'its server cannot be reached';
    } finally {
        clearTimeout(timer);
        question.abort();
    }
}
