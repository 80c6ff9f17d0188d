interface Heartbeat {
    /** How long the other side may be silent before it is asked, and how long the answer may take. */
    limitMs: number;
    ask: () => void;
    onSilent: () => void;
}

// Several short waits instead of one long one: when a machine wakes up, or a page goes on after a long pause, the timer is
// overdue at once, before the messages that have arrived in the pause. Then at least one real wait follows.
const waits = 2;

/** Notices that no message comes any more, which a WebSocket does not report when the network drops all packets. */
export function startHeartbeat({limitMs, ask, onSilent}: Heartbeat): {received: () => void; stop: () => void} {
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
        received: () => {
            passed = 0;
        },
        stop: () => clearTimeout(timer),
    };
}
