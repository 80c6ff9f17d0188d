export type RateLimit = ReturnType<typeof createRateLimit>;

/** So many a second, and as many at once after a second of rest. */
export function createRateLimit(perSecond: number, atOnce = perSecond) {
    let left = atOnce;
    let countedAt = performance.now();

    const count = () => {
        const now = performance.now();
        left = Math.min(atOnce, left + ((now - countedAt) * perSecond) / 1000);
        countedAt = now;
    };
    // More than is ever there is taken when all is there, and those who come next wait the longer.
    const missing = (amount: number) => Math.min(amount, atOnce) - left;

    return {
        /** Whether so many more are allowed now; takes them if they are. */
        take: (amount = 1): boolean => {
            count();
            if (missing(amount) > 0) {
                return false;
            }
            left -= amount;
            return true;
        },
        /** How long until so many are allowed. */
        waitMs: (amount = 1): number => {
            count();
            return missing(amount) > 0 ? Math.ceil((missing(amount) * 1000) / perSecond) : 0;
        },
    };
}
