import {growingPauses} from '../../async/waiting';
import type {Connection} from '../../connection/connection';
import type {DashComponent} from '../../dash/component';
import type {Fdc3Agent} from '../../fdc3/agent';
import {fdc3Problem} from '../../fdc3/fdc3Problem';
import {agentRemark, whenAgent} from '../../fdc3/findAgent';
import {announceAgent} from './announceAgent';

/** Starts something on the agent. Resolves to what ends it. */
type Start = (agent: Fdc3Agent, isWanted: () => boolean) => Promise<() => void>;

/**
 * Returns a function that starts something as soon as the page has its agent. It returns what ends that. A failure becomes the
 * component's `error` until an attempt succeeds: there is one whenever the connection changes or the page gets an agent, and
 * after growing pauses, since an agent around the page may come without a sign.
 */
export function createAgentSubscriber(component: DashComponent, connection: Connection) {
    let hasFailed = false;
    const succeed = () => {
        const remark = agentRemark(connection);
        if (remark) {
            component.setError('agent', remark);
        } else if (hasFailed) {
            component.clearError();
        }
        hasFailed = false;
    };
    return (start: Start): (() => void) => {
        const life = new AbortController();
        const {signal} = life;
        const isWanted = () => !signal.aborted;
        let isBusy = false;
        const attempt = async () => {
            if (isBusy) {
                return;
            }
            isBusy = true;
            try {
                const agent = await whenAgent(connection);
                announceAgent(agent, connection);
                const end = isWanted() ? await start(agent, isWanted) : () => undefined;
                signal.addEventListener('abort', end);
                if (isWanted()) {
                    unsubscribe();
                    succeed();
                } else {
                    end();
                }
            } catch (reason) {
                isBusy = false;
                if (isWanted()) {
                    hasFailed = true;
                    component.setError('subscribe', fdc3Problem(reason));
                    againLater();
                }
            }
        };
        const again = () => void attempt();
        const againLater = createRetry(again, signal);
        const unsubscribe = connection.subscribe(again);
        window.addEventListener('fdc3Ready', again, {signal});
        again();
        return () => {
            unsubscribe();
            life.abort();
        };
    };
}

/** Returns a function that calls `act` after a pause. The pauses grow; while there is one, another call adds none. */
function createRetry(act: () => void, signal: AbortSignal): () => void {
    const nextAttempt = growingPauses(signal);
    let isWaiting = false;
    const wait = async () => {
        isWaiting = true;
        await nextAttempt();
        isWaiting = false;
        act();
    };
    return () => void (isWaiting || wait().catch(() => undefined));
}
