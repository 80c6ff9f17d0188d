// FINOS's getAgent, for pages of tests. `agentAtStart` is the agent that a script finds which asks before the page has one.
import {getAgent} from '@finos/fdc3-get-agent';

window.getAgent = getAgent;
// A tab is empty at first, and has no storage then.
window.agentAtStart = location.href === 'about:blank' ? undefined : getAgent({timeoutMs: 15000});
