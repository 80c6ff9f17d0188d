import {windowAgentIntervalMs} from '../async/timeouts';
import {BusError} from '../values/busError';
import {adaptAgent} from './adaptAgent';
import type {Fdc3Agent} from './agent';

/** The page's own agent, as soon as it is there. It may come after this library, with an event that announces it or without. */
export async function windowAgent(signal: AbortSignal): Promise<Fdc3Agent> {
    if (!window.fdc3) {
        await new Promise<void>((resolve, reject) => {
            const end = (settle: () => void) => {
                clearInterval(timer);
                settle();
            };
            const check = () => window.fdc3 && end(resolve);
            const timer = setInterval(check, windowAgentIntervalMs);
            window.addEventListener('fdc3Ready', check, {signal});
            const absent = 'This page has no FDC3 agent: no desktop container and no script has set window.fdc3.';
            signal.addEventListener('abort', () => end(() => reject(new BusError('not_connected', absent))));
        });
    }
    return adaptAgent('window', window.fdc3!, "The page's FDC3 agent (window.fdc3)");
}
