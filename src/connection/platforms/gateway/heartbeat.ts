interface Heartbeat {
    /** How long it may last before the other side is asked, and how long the answer may take. */
    limitMs: number;
    ask: () => void;
    onSilent: () => void;
}

// Several short waits instead of one long one: when a machine wakes up, or a page goes on after a long pause, the timer is
// overdue at once and before all that has arrived meanwhile. Then at least one real wait follows.
const waits = 2;

/** Notices that nothing comes any more, which a WebSocket does not tell when the network swallows everything. */
export function startHeartbeat({limitMs, ask, onSilent}: Heartbeat): {broken: () => void; stop: () => void} {
    let passed = 0;
    let timer = setTimeout(pass, limitMs / waits);

    function pass() {
        passed++;
        if (passed === 2 * waits) {
            onSilent();
            return;
        }
        timer = setTimeout(pass, limitMs / waits);
        if (passed === waits) {
            ask();
        }
    }

    return {
        broken: () => {
            passed = 0;
        },
        stop: () => clearTimeout(timer),
    };
}
