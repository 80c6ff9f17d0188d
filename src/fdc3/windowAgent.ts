import {BusError} from '../values/busError';
import {adaptAgent} from './adaptAgent';
import type {Fdc3Agent} from './agent';

/** The page's own agent, as soon as it is there. Containers announce it with an event; it may come after this library. */
export async function windowAgent(signal: AbortSignal): Promise<Fdc3Agent> {
    if (!window.fdc3) {
        await new Promise<void>((resolve, reject) => {
            const check = () => window.fdc3 && resolve();
            window.addEventListener('fdc3Ready', check, {signal});
            signal.addEventListener('abort', () =>
                reject(
                    new BusError(
                        'not_connected',
                        'This page has no FDC3 agent: no desktop container and no script has set window.fdc3.',
                    ),
                ),
            );
        });
    }
    return adaptAgent('window', window.fdc3!, "The page's FDC3 agent (window.fdc3)");
}
