import {whileConnected} from '../connection/ask';
import type {Glue} from '../connection/bus';
import {connection} from '../connection/wiring';

/**
 * Follows something while the page is connected. `start` resolves to what ends it, which is called also when that comes late;
 * `isWanted` says whether what it reports still counts.
 */
export function whileOnBus(
    start: (glue: Glue, isWanted: () => boolean) => Promise<() => void>,
    onProblem: (reason: unknown) => void,
): () => void {
    return whileConnected(connection, (glue) => {
        let isWanted = true;
        const started = start(glue, () => isWanted);
        started.catch((reason) => isWanted && onProblem(reason));
        return () => {
            isWanted = false;
            started.then(
                (end) => end(),
                () => undefined,
            );
        };
    });
}
