// An app of the vendor's: its FDC3 library over one of its client libraries. `connect…` takes the place of its container.

/** What `@interopio/fdc3` asks for; the client libraries' own answers lack APIs that only a container has. */
let offered;
window.addEventListener('Glue42', (event) => {
    if (event.detail?.glue42?.event === 'requestGlue') {
        event.stopImmediatePropagation();
        const glue42 = {event: 'requestGlueResponse', message: {glue: offered}};
        window.dispatchEvent(new CustomEvent('Glue42', {detail: {glue42}}));
    }
});

function loadScript(src) {
    return new Promise((resolve, reject) => {
        document.head.append(Object.assign(document.createElement('script'), {src, onload: resolve, onerror: reject}));
    });
}

/** `window.fdc3` over the given glue, with what that lacks for the library. */
window.startFdc3 = async () => {
    const {interop, contexts, channels, intents, windows, appManager} = glue;
    const getMy = async () => (channels.my() ? channels.get(channels.my()) : undefined);
    offered = {
        interop,
        contexts,
        intents,
        channels: {...channels, getMy: channels.getMy ?? getMy},
        windows: windows ?? {my: () => undefined},
        appManager: appManager ?? {
            application: () => undefined,
            instances: () => [],
            onInstanceStopped: (callback) => interop.serverRemoved(({instance}) => callback({id: instance})),
        },
    };
    await loadScript('/modules/@interopio/fdc3/dist/fdc3.umd.js');
    await fdc3.getUserChannels();
};

// Of a container, a plain gateway has nothing.
const nothingElse = {
    activities: false,
    appManager: false,
    apps: false,
    displays: false,
    hotkeys: false,
    layouts: false,
    metrics: false,
    notifications: false,
    windows: false,
};

/** To a gateway, with one of the vendor's libraries for desktop containers; `isWhole`: with all that it has by default. */
window.connectToGateway = async (library, factory, url, isWhole = false) => {
    await loadScript(`/modules/${library}/dist/desktop.umd.min.js`);
    window.glue = await window[factory]({
        ...(isWhole ? {} : nothingElse),
        application: 'Vendor',
        gateway: {ws: url, protocolVersion: 3},
        auth: {username: 'vendor', password: 'vendor'},
        // The newer library has them from the container.
        channels: isWhole || library === '@glue42/desktop',
        intents: true,
    });
};

/** To the browser platform around this page. */
window.connectToPlatform = async () => {
    await loadScript('/modules/@glue42/web/dist/web.umd.min.js');
    window.glue = await window.GlueWeb({application: 'Vendor', channels: true});
};
