import {keepResult} from '../async/keepResult';
import {absentTimeoutMs, connectionTimeoutMs, platformGraceMs} from '../async/timeouts';
import {pause} from '../async/waiting';
import {withinTime} from '../async/withinTime';
import {ask} from '../connection/ask';
import type {Connection} from '../connection/connection';
import {readLaunch} from '../connection/launch';
import {findContainer} from '../connection/platforms/desktop/container';
import type {Fdc3Settings, LibraryHooks, Settings} from '../connection/settings/settings';
import {loadFile} from '../bundle/loadFile';
import {BusError, type Problem, problemOf} from '../values/busError';
import {omitNull} from '../values/omitNull';
import {adaptAgent} from './adaptAgent';
import type {Fdc3Agent} from './agent';
import {hasOwnAgent, offerAgent} from './offerAgent';
import {fdc3SettingsProblem} from './settings';
import {webAgent} from './webAgent';
import {windowAgent} from './windowAgent';
import {mayAskAround} from './windowsAround';

const agents = new WeakMap<Connection, () => Promise<Fdc3Agent>>();
const busAgents = new WeakMap<Connection, () => Promise<Fdc3Agent>>();
const remarks = new WeakMap<Connection, Problem>();

/**
 * The desktop agent that the page uses, one for all its components. Rejects when there is none; the next call looks for one
 * again. Stays pending in a page whose app wants no bus.
 */
export function whenAgent(connection: Connection): Promise<Fdc3Agent> {
    const find = agents.get(connection) ?? keepResult(() => findAgent(connection));
    agents.set(connection, find);
    return find();
}

/** Why an agent around the page is not used, although the page has another one. */
export const agentRemark = (connection: Connection): Problem | undefined => remarks.get(connection);

async function findAgent(connection: Connection): Promise<Fdc3Agent> {
    const settings = await whenSettings(connection);
    const fdc3 = omitNull(settings.fdc3 ?? {}) as Fdc3Settings;
    const problem = fdc3SettingsProblem(fdc3);
    if (problem !== null) {
        throw new BusError('invalid_setting', problem);
    }
    switch (fdc3.agent) {
        case 'window':
            return withinTime(fdc3.timeoutMs ?? connectionTimeoutMs, windowAgent);
        case 'web':
            return (await onlyAround(connection, fdc3)).use();
        case 'bus':
            return ours(connection);
        default:
            return isOurs(settings) ? ours(connection) : (await firstOf(connection, settings, fdc3)).use();
    }
}

/** Whether no other agent can come: the page has none, no container that may bring one, and none around it is asked. */
function isOurs(settings: Settings): boolean {
    const isAsked = mayBeAround(settings) && mayAskAround() && !readLaunch();
    return !hasOwnAgent() && !findContainer() && !isAsked;
}

/**
 * Offered before the page is connected, since FINOS's `getAgent()` looks for an agent in the page for one second only: its calls
 * wait for the bus.
 */
async function ours(connection: Connection): Promise<Fdc3Agent> {
    const {libSettings = {}} = window.glue42dash ?? {};
    const mayBeInert = Object.values(libSettings).some((hooks: LibraryHooks | undefined) => hooks?.factory);
    const early = mayBeInert ? undefined : busAgent(connection);
    early?.catch(() => undefined);
    await ask(connection, ({glue}) => (glue ? undefined : forever()));
    return early ?? busAgent(connection);
}

/** The settings, once a Glue42 is in the page. */
function whenSettings(connection: Connection): Promise<Settings> {
    return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
            clearTimeout(timer);
            unsubscribe();
            settle();
        };
        const check = () => connection.state().status !== 'absent' && end(() => resolve(connection.settings() ?? {}));
        const absent = 'There is no FDC3 agent: the page has no Glue42 component. Add one to the layout.';
        const timer = setTimeout(() => end(() => reject(new BusError('not_connected', absent))), absentTimeoutMs);
        const unsubscribe = connection.subscribe(check);
        check();
    });
}

interface Choice {
    use: () => Promise<Fdc3Agent>;
    /** Called when another one is used. */
    leave?: () => Promise<void>;
}

/** The page's own agent, if it comes before another one is chosen. */
async function firstOf(connection: Connection, settings: Settings, fdc3: Fdc3Settings): Promise<Choice> {
    const search = new AbortController();
    const ofPage = windowAgent(search.signal);
    ofPage.catch(() => undefined);
    const own = {use: () => ofPage};
    try {
        if (window.fdc3) {
            return own;
        }
        const asking = mayBeAround(settings)
            ? askAround(connection, fdc3).catch((reason) => remark(connection, problemOf(reason, 'rejected')))
            : Promise.resolve(undefined);
        const choice = await Promise.race([ofPage.then(() => own), other(connection, asking)]);
        // It may have taken this page for one of its apps, or does so yet.
        asking.then((around) => (around === choice ? undefined : around?.leave?.())).catch(() => undefined);
        return choice;
    } finally {
        search.abort();
    }
}

/** An agent around the page is asked for beside the connection, not after it: each takes its time. */
async function other(connection: Connection, asking: Promise<Choice | undefined>): Promise<Choice> {
    const connecting = ask(connection, ({platform, glue}) => (glue ? platform : forever()));
    const noPlatform = () => undefined;
    // A page that may yet be reached by a platform would wait for many seconds.
    const patience = asking.then((around) => (around ? pause(platformGraceMs) : forever()));
    const platform = await Promise.race([connecting.catch(noPlatform), patience.then(noPlatform)]);
    const isOnPlatform = platform !== undefined && platform !== 'embedded';
    const around = isOnPlatform ? undefined : await asking;
    if (around) {
        return around;
    }
    // Where there is no bus either, its reason is the one to report.
    await connecting;
    return {use: () => busAgent(connection)};
}

const mayBeAround = ({type, gateway}: Settings): boolean => (!type || type === 'embedded') && !gateway?.url;

async function onlyAround(connection: Connection, fdc3: Fdc3Settings): Promise<Choice> {
    const around = await askAround(connection, fdc3);
    if (!around) {
        const {code, message} = agentRemark(connection) ?? {
            code: 'not_connected',
            message:
                'No page around this one that it trusts has an FDC3 agent, and settings["fdc3"]["agent"] of Glue42 is "web". ' +
                'If the page of the agent has another origin, add that to settings["trustedOrigins"].',
        };
        throw new BusError(code, message);
    }
    return around;
}

/** Rejects when an agent does not accept this page. */
async function askAround(connection: Connection, fdc3: Fdc3Settings): Promise<Choice | undefined> {
    const agent = mayAskAround() ? await webAgent(fdc3, (problem) => void remark(connection, problem)) : null;
    return agent
        ? {
              use: () => {
                  offerAgent(agent);
                  return adaptAgent('web', agent, 'The FDC3 agent around this page');
              },
              leave: () => disconnect(agent),
          }
        : undefined;
}

async function disconnect(agent: object): Promise<void> {
    // FINOS's `getAgent()` finds the page's own agent as well.
    if (agent !== window.fdc3) {
        await (agent as {disconnect?: () => unknown}).disconnect?.();
    }
}

/** Keeps what the components report although the page has another agent, and informs the developer. */
function remark(connection: Connection, problem: Problem): undefined {
    if (agentRemark(connection)?.message !== problem.message) {
        remarks.set(connection, problem);
        console.warn(`dash_glue42: ${problem.message}`);
    }
}

/** Our agent. A page has one, also when its connection fails and it looks for an agent again. */
function busAgent(connection: Connection): Promise<Fdc3Agent> {
    const create = busAgents.get(connection) ?? keepResult(() => createOurAgent(connection));
    busAgents.set(connection, create);
    return create();
}

async function createOurAgent(connection: Connection): Promise<Fdc3Agent> {
    const {createBusAgent} = await loadFile(
        'fdc3Agent',
        () => import(/* webpackChunkName: "fdc3Agent" */ './bus/busAgent'),
    );
    const agent = createBusAgent(connection, connection.settings()?.fdc3?.apps);
    offerAgent(agent);
    return agent;
}

const forever = (): Promise<never> => new Promise(() => undefined);
