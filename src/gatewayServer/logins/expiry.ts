import {expiryCheckMs} from '../timeouts';

/** Ends what a token allows, some time after the token itself. */
export function createExpiry(graceMs: number, onExpired: () => void) {
    let timer: NodeJS.Timeout | undefined;
    /** In ms, as `Date.now()`. */
    const set = (expiresAt: number) => {
        clearTimeout(timer);
        const leftMs = expiresAt + graceMs - Date.now();
        // In steps: a timer has an upper bound, and does not notice when the machine has slept.
        timer = leftMs > 0 ? setTimeout(set, Math.min(leftMs, expiryCheckMs), expiresAt) : void onExpired();
    };
    return {set, stop: () => clearTimeout(timer)};
}
