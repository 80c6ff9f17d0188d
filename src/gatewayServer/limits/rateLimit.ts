/** So many a second, and as many at once after a second of rest. */
export interface RateLimit {
    /** Whether one more is allowed now; takes it if it is. */
    take: () => boolean;
    /** How long until the next one is allowed. */
    waitMs: () => number;
}

export function createRateLimit(perSecond: number, atOnce = perSecond): RateLimit {
    let left = atOnce;
    let countedAt = performance.now();

    const count = () => {
        const now = performance.now();
        left = Math.min(atOnce, left + ((now - countedAt) * perSecond) / 1000);
        countedAt = now;
    };

    return {
        take: () => {
            count();
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        },
        waitMs: () => {
            count();
            return left < 1 ? Math.ceil(((1 - left) * 1000) / perSecond) : 0;
        },
    };
}
