import type {DesktopAgent} from '@finos/fdc3-standard';

/** Offers the agent that the page has chosen to its scripts, and to FINOS's `getAgent()`, unless they have another. */
export function offerAgent(agent: object): void {
    if (!window.fdc3) {
        window.fdc3 = agent as DesktopAgent;
        window.dispatchEvent(new Event('fdc3Ready'));
    }
}
