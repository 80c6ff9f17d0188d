import {BusError, type ErrorCode, type Problem} from '../values/busError';
import {errorMessage} from '../values/errorMessage';

/** A text, or one made of the groups that the pattern captured. */
type Words = string | ((...groups: (string | undefined)[]) => string);

/**
 * What the client libraries, their gateway and the browser platform say when they reject, and how this package says it.
 * Their texts are for their own developers, and change from version to version.
 */
const explanations: [RegExp, ErrorCode, Words][] = [
    // Registering.
    [
        /^A (?:method|stream) with the name "(.*)" already exists/,
        'name_taken',
        (name) => `this page offers "${name}" already: register it once, or under another name.`,
    ],
    [
        /“supportsStreaming” cannot be “true”/,
        'invalid_setting',
        'a method cannot have "supportsStreaming": leave it out of the definition.',
    ],
    [
        /^Method with a name "(.*)" does not exist or is not registered/,
        'rejected',
        (name) => `this page does not offer "${name}".`,
    ],
    // Contexts.
    [
        /operation is not supported, use Glue42 3\.10 or later/,
        'unsupported',
        'the platform is too old for writing a path of a context: use update or set.',
    ],
    [/^context with (.*) does not exist/, 'rejected', (name) => `there is no context "${name}".`],
    [
        /^Unable to find context with id|with unknown (?:id|name)/,
        'rejected',
        'the context was destroyed in the same moment.',
    ],
    [/context\.errors\.|[Nn]ot authorized/, 'rejected', 'the gateway does not let this page write here.'],
    [
        /^Please provide the (?:\w+ )*(path|paths|name|data|callback)\b|^Invalid arguments\. Data must be an object|(data) is not an object/,
        'invalid_command',
        (part, data) => `the ${part ?? data} has a form that the client library does not take.`,
    ],
    // Channels.
    [/channel with name:? (.*?) doesn't exist/i, 'rejected', (name) => `there is no channel "${name}".`],
    [
        /not joined to (?:a|any) channel/i,
        'rejected',
        'this page is on no channel; join one first, or give the "name" of one.',
    ],
    [
        /^FDC3 does not support updating of multiple context keys/,
        'invalid_command',
        'only one key that begins with "fdc3_" can be published at a time.',
    ],
    // Windows.
    [
        /with (?:name: )?(.*?),? because a window with that name already exists/,
        'name_taken',
        (name) => `a window named "${name}" is open already: close it, or open this one under another name.`,
    ],
    [
        /not approved popups/,
        'blocked',
        'The browser blocked the window as a pop-up of the platform page. Each click in that page or in a frame of it opens one ' +
            "window, soon after it: open it from a callback that a click started, or allow pop-ups for the platform's site in the " +
            "browser's settings.",
    ],
    // Notifications.
    [
        /declined the permission|denied/i,
        'blocked',
        'the user has forbidden notifications of this site: they are allowed in the settings of the browser.',
    ],
    [
        /missing service worker|requires a service worker/,
        'unsupported',
        'the platform page has no service worker, which a notification with actions needs.',
    ],
    // Any request.
    [
        /^not connected|^closed$|^Cannot send (?:message|a connection request)|^Unable to find peer with id/,
        'connection_lost',
        'the connection to the bus was lost.',
    ],
    [/timed out|timeout|^Timeout of/i, 'timeout', 'the platform did not answer in time.'],
    [
        /^not supported$|is not supported by the platform|set the channels property to true|requires glue\.windows/,
        'unsupported',
        'the platform cannot do this, or the client library was started without it.',
    ],
];

const unknownWords = 'the bus refused it, in words that are in the browser\'s console (level "verbose").';

/** Any rejection as a BusError in our words; one that is a BusError already stays as it is. */
export function libraryProblem(reason: unknown): BusError {
    if (reason instanceof BusError) {
        return reason;
    }
    logRaw(reason);
    const {code, message} = explained(reason);
    return new BusError(code, message);
}

/** For a developer who needs the library's own text. */
export function logRaw(reason: unknown): void {
    console.debug('dash_glue42: the client library said', reason);
}

/** A library's rejection in our words. */
export function explained(reason: unknown): Problem {
    const raw = unwrapPlatformError(errorMessage(reason));
    for (const [pattern, code, words] of explanations) {
        const match = pattern.exec(raw);
        if (match) {
            return {code, message: typeof words === 'string' ? words : words(...match.slice(1))};
        }
    }
    return {code: 'rejected', message: unknownWords};
}

/** The browser platform's own words: the client library puts them at the end of a long message. */
function unwrapPlatformError(message: string): string {
    return /with reason: "([^]+)"$/.exec(message)?.[1] ?? message;
}
