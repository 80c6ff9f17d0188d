import {burstIntervalMs, longestBurstDelayMs} from './timeouts';

/** No gateway loses messages of which no more than this come from a page in one interval. */
const largestBurst = 100;
const highestRate = (largestBurst * 1000) / burstIntervalMs;

/** How many pacers of the page have messages to send: they share what a page may send. */
let running = 0;

interface Options {
    /** How many messages may be sent in a second. */
    rate: () => number;
    /** Sends messages, `max` at most, and returns how many: fewer mean that no more wait. */
    send: (max: number) => number;
    /** Resolves when the gateway has taken what was sent. */
    whenTaken: () => Promise<void>;
}

/**
 * Sends messages in bursts at a steady rate. When a hidden page's timer was late, several bursts make up for it, and the
 * gateway is asked between them. To be woken when there are messages to send.
 */
export function createPacer({rate, send, whenTaken}: Options): {wake: () => void} {
    let allowance = 0;
    let measuredAt = -Infinity;
    let isRunning = false;
    let endPause: () => void = () => undefined;

    /** Of the time that has passed counts so much: idle time allows one burst, a late timer all that it has held up. */
    function accrue(longestMs: number): void {
        const perMs = Math.min(rate(), highestRate / running) / 1000;
        const now = performance.now();
        const passedMs = Math.min(now - measuredAt, longestMs);
        measuredAt = now;
        allowance = Math.min(allowance + passedMs * perMs, Math.max(1, longestMs * perMs));
    }

    const pause = () =>
        new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, burstIntervalMs);
            endPause = () => {
                clearTimeout(timer);
                resolve();
            };
        });

    async function run(): Promise<void> {
        isRunning = true;
        running++;
        accrue(Math.max(burstIntervalMs, 1000 / rate()));
        try {
            for (;;) {
                const max = Math.min(Math.floor(allowance), Math.ceil(largestBurst / running));
                const sent = max > 0 ? send(max) : 0;
                allowance -= sent;
                if (sent < max) {
                    return;
                }
                await (allowance >= 1 ? whenTaken() : pause());
                accrue(longestBurstDelayMs);
            }
        } finally {
            isRunning = false;
            running--;
        }
    }

    return {
        wake: () => {
            if (!isRunning) {
                void run();
            } else if (performance.now() - measuredAt >= burstIntervalMs) {
                endPause();
            }
        },
    };
}
