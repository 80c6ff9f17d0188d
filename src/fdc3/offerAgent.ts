import type {DesktopAgent} from '@finos/fdc3-standard';

let offered: object | undefined;

/** Offers the agent that the page has chosen to its scripts, and to FINOS's `getAgent()`, unless they have another. */
export function offerAgent(agent: object): void {
    if (!window.fdc3) {
        offered = agent;
        window.fdc3 = agent as DesktopAgent;
        window.dispatchEvent(new Event('fdc3Ready'));
    }
}

/** Whether the page has an agent that was there without this library. */
export const hasOwnAgent = (): boolean => !!window.fdc3 && window.fdc3 !== offered;
