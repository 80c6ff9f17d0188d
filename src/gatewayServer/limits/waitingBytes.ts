/** How much of one connection waits in the gateway: what it has sent, or what it has not read. */
export interface Share {
    set: (bytes: number) => void;
    /** The connection is gone, and with it all that waited. */
    end: () => void;
}

export type WaitingBytes = ReturnType<typeof createWaitingBytes>;

/** Keeps what all clients together have sent within the memory that the gateway may use: the largest share goes first. */
export function createWaitingBytes(limitBytes: number) {
    const shares = new Map<Share, {bytes: number; onTooMuch: () => void}>();
    let total = 0;

    const endLargest = () => {
        const [share, {onTooMuch}] = [...shares].reduce((largest, other) =>
            other[1].bytes > largest[1].bytes ? other : largest,
        );
        share.end();
        onTooMuch();
    };

    const add = (onTooMuch: () => void): Share => {
        const share: Share = {
            set: (bytes) => {
                const counted = shares.get(share);
                if (counted) {
                    total += bytes - counted.bytes;
                    counted.bytes = bytes;
                }
                if (total > limitBytes) {
                    endLargest();
                }
            },
            end: () => {
                total -= shares.get(share)?.bytes ?? 0;
                shares.delete(share);
            },
        };
        shares.set(share, {bytes: 0, onTooMuch});
        return share;
    };

    return {add};
}
