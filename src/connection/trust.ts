/**
 * A page believes its platform, and a platform lets in its apps, by `window.postMessage`, which pages of all origins can
 * send. The client libraries do not check the origin of such a message. This listener does, before they receive it.
 */

/** What a page wants of this one: to be its platform, to join its bus, or to know whether it is a platform. */
type Wanted = 'offer' | 'request' | 'question';

/** Called for each message that was refused: the origin of the page that sent it, and what it wants. */
export type OnRefused = (origin: string, wanted: Wanted) => void;

const wantedByType = new Map<unknown, Wanted>([
    ['platformReady', 'offer'],
    ['connectionAccepted', 'offer'],
    ['connectionRequest', 'request'],
    ['platformPing', 'question'],
]);

let trustedOrigins: readonly string[] = [];
let notifyRefused: OnRefused = () => undefined;

/**
 * From now on only the page's own origin and these are admitted. It stays so when the Glue42 component goes, because the
 * libraries listen to the window for good.
 */
export function trustOnly(origins: readonly string[] | null | undefined, onRefused: OnRefused): void {
    trustedOrigins = origins ?? [];
    notifyRefused = onRefused;
    // A window calls its capturing listeners before the others, also before those that were added earlier.
    window.addEventListener('message', refuseStrangers, true);
}

// The origins of sandboxed pages are all called "null", and are all different.
export const isTrusted = (origin: string): boolean =>
    origin !== 'null' && (origin === window.origin || trustedOrigins.includes(origin));

/** Whether a page whose origin the browser does not report may be a trusted one. */
export const trustsOthers = (): boolean => trustedOrigins.length > 0;

function refuseStrangers(event: MessageEvent): void {
    const {data, origin, source} = event;
    const message = data?.glue42core ?? data?.glue42ExtInc ?? data?.glue42ExtOut;
    if (message === undefined || source === window || isTrusted(origin)) {
        return;
    }
    event.stopImmediatePropagation();
    const wanted = wantedByType.get(message?.type);
    if (wanted) {
        notifyRefused(origin, wanted);
    }
}
