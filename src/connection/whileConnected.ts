import type {Glue} from './bus';
import type {Connection} from './connection';

/**
 * Runs something as long as the page is connected: it ends with each loss and starts anew with each return. Returns what
 * ends it for good.
 */
export function whileConnected(connection: Connection, start: (glue: Glue) => () => void): () => void {
    let running: {glue: Glue; stop: () => void} | undefined;
    const end = () => {
        running?.stop();
        running = undefined;
    };
    const follow = () => {
        const {status, bus} = connection.state();
        const glue = (status === 'connected' && bus?.glue) || undefined;
        if (glue !== running?.glue) {
            end();
            running = glue && {glue, stop: start(glue)};
        }
    };
    const unsubscribe = connection.subscribe(follow);
    follow();
    return () => {
        unsubscribe();
        end();
    };
}
