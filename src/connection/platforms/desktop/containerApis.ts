import type {Glue} from '../../bus';

// The APIs of the desktop library stand on methods of the container.

/** While it starts, the library waits for these, and fails when they do not come. */
const awaitedApis = {
    windows: 'T42.Wnd.OnEvent',
    appManager: 'T42.ACS.GetApplications',
    layouts: 'T42.ACS.OnLayoutEvent',
    channels: 'T42.Channels.Announce',
    displays: 'T42.Displays.Command',
};

/** These it has always, though they work only with the methods. */
const notAwaited = {
    notifications: 'T42.GNS.Publish.RaiseNotification',
    hotkeys: 'T42.Hotkeys.Command',
    intents: 'T42.ACS.GetApplications',
    themes: 'T42.Themes.Configuration',
    prefs: 'T42.Prefs.Get',
    cookies: 'T42.GD.Execute',
    platform: 'T42.ACS.Restart',
    interception: 'T42.GD.Interception.Execute',
};

type AwaitedApi = keyof typeof awaitedApis;
type NotAwaitedApi = keyof typeof notAwaited;

/** These are of the gateway, so that no method shows whether they are of use. */
const withoutMethod = ['activities', 'metrics'];

/** The part of the library's config that makes it wait for these APIs only. */
export function waitOnlyFor(apis: AwaitedApi[]): {[api: string]: false} {
    const off = (Object.keys(awaitedApis) as AwaitedApi[]).filter((api) => !apis.includes(api));
    return Object.fromEntries([...withoutMethod, ...off].map((api) => [api, false]));
}

/** The APIs that the library would have to wait for and that are there already. */
export function offeredApis(glue: Pick<Glue, 'interop'>): AwaitedApi[] {
    const isOffered = offers(glue);
    return (Object.keys(awaitedApis) as AwaitedApi[]).filter((api) => isOffered(awaitedApis[api]));
}

/** Removes APIs that would do nothing and report nothing. */
export function removeUnbackedApis(glue: Pick<Glue, 'interop'> & {[api in NotAwaitedApi]?: unknown}): void {
    const isOffered = offers(glue);
    (Object.keys(notAwaited) as NotAwaitedApi[])
        .filter((api) => !isOffered(notAwaited[api]))
        .forEach((api) => delete glue[api]);
}

function offers({interop}: Pick<Glue, 'interop'>): (method: string) => boolean {
    const names = new Set(interop.methods().map(({name}) => name));
    return (method) => names.has(method);
}
