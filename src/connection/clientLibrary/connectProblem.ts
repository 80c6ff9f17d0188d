import {BusError, type Problem} from '../../values/busError';
import {errorMessage} from '../../values/errorMessage';

// What the client libraries say when they cannot start. The words of an app's own factory stay as they are.
const explanations: [RegExp, string][] = [
    [
        /^Cannot initi(?:ate|alize) glue, because this (?:window|app) was not opened/,
        'No browser platform answers this page, which was not opened or framed by one: open it from there, or leave out what makes the settings ask for one.',
    ],
    [
        /^Cannot init|^Glue Web initialization timed out|^The connection to the target glue window|^Promise timeout hit/,
        'The platform was found, but did not let this page in within its time limit: reload the page when the platform is up.',
    ],
    [/^\W*"err"/, 'The client library could not start, and did not say why.'],
];

/** Why the page could not be connected, in our words. */
export function connectProblem(reason: unknown): Problem {
    if (reason instanceof BusError) {
        const {code, message} = reason;
        return {code, message};
    }
    const raw = errorMessage(reason);
    const explanation = explanations.find(([pattern]) => pattern.test(raw))?.[1];
    if (explanation) {
        console.debug('dash_glue42: the client library said', reason);
    }
    return {code: 'not_connected', message: explanation ?? raw};
}
