import {scriptCheckTimeoutMs} from '../async/timeouts';
import {withinTime} from '../async/withinTime';

/** Why a script did not load, as the end of a sentence. The browser does not report it, so the address is fetched once more. */
export function notLoadedReason(url: string): Promise<string> {
    return withinTime(scriptCheckTimeoutMs, (signal) => fetch(url, {signal})).then(
        ({ok, status}) =>
            ok
                ? 'its server answers now; if this stays so, a Content-Security-Policy forbids it (see script-src and worker-src)'
                : `its server answered with status ${status}`,
        () => 'its server cannot be reached',
    );
}
