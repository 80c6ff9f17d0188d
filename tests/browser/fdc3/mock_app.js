// An app that the conformance cases open: what it does depends on its id. It reports over a BroadcastChannel, which is not
// what is tested, and takes commands there.

const conformance = new BroadcastChannel('conformance');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const behaviours = {
    IntentAppA: async (app) => {
        await app.handle('aTestingIntent', app.afterDelay());
        await app.handle('sharedTestingIntent1', app.afterDelay());
    },
    IntentAppB: async (app) => {
        const context = {type: 'testContextY', id: {of: 'B'}};
        await app.handle('bTestingIntent', app.afterDelay(context));
        await app.handle('sharedTestingIntent1', app.afterDelay(context));
    },
    IntentAppE: (app) =>
        app.handle('sharedTestingIntent2', async () => {
            const channel = await fdc3.getOrCreateChannel('channel-of-E');
            app.when('listening', () => channel.broadcast({type: 'testContextZ', id: {of: 'E'}}));
            return channel;
        }),
    IntentAppF: (app) =>
        app.handle('sharedTestingIntent2', async () => {
            const channel = await fdc3.createPrivateChannel();
            channel.onAddContextListener(() => channel.broadcast({type: 'testContextZ', id: {of: 'F'}}));
            return channel;
        }),
    // Says in its record that it handles an intent, and handles none.
    IntentAppH: () => undefined,
    IntentAppI: (app) => app.handle('MadeUpIntent', () => undefined),
    IntentAppJ: (app) =>
        app.handle('privateChannelIsPrivate', async ({id}) => {
            const error = await fdc3.getOrCreateChannel(id.key).then(
                () => 'none',
                (reason) => reason.message,
            );
            return {type: 'privateChannelIsPrivateResult', id: {error}};
        }),
    IntentAppK: (app) =>
        app.handle('kTestingIntent', async () => {
            const channel = await fdc3.createPrivateChannel();
            let count = 0;
            await channel.onAddContextListener(async (type) => {
                app.report('listener', {type});
                for (const end = count + 5; count < end;) {
                    await channel.broadcast({type: 'testContextZ', id: {key: String(++count)}});
                }
            });
            await channel.onUnsubscribe((type) => app.report('unsubscribe', {type}));
            await channel.onDisconnect(() => app.report('disconnect'));
            await channel.addEventListener(null, (event) => app.report('event', {details: event}));
            await channel.addContextListener('testContextX', (context) => app.report('context', {context}));
            return channel;
        }),
    IntentAppL: async (app) => {
        await pause(500);
        await app.handle('lateIntent', () => ({type: 'testContextZ', id: {of: 'L'}}));
    },
    IntentAppM: (app) =>
        app.handle('refusedIntent', () => {
            throw new Error('not today');
        }),
    OpenAppAny: (app) => app.listen('any', null),
    OpenAppTyped: (app) => app.listen('typed', 'fdc3.instrument'),
    OpenAppMultiple: async (app) => {
        await app.listen('contact', 'fdc3.contact');
        await app.listen('instrument', 'fdc3.instrument');
    },
    OpenAppFirst: async (app) => {
        await app.listen('first', null);
        await app.listen('second', 'fdc3.instrument');
    },
    OpenAppOther: (app) => app.listen('other', 'fdc3.contact'),
    OpenAppSilent: () => undefined,
    OpenAppDeaf: () => undefined,
    MetadataApp: async (app) => app.report('info', {info: await fdc3.getInfo()}),
    ChannelApp: (app) => {
        // Several contexts, on a user channel that it joins or on an app channel; a mark tells when they have arrived.
        app.when('broadcast', async ({user, channel, contexts, mark}) => {
            if (user) {
                await fdc3.joinUserChannel(user);
            }
            const target = channel ? await fdc3.getOrCreateChannel(channel) : fdc3;
            for (const context of contexts) {
                await target.broadcast(context);
            }
            const marks = await fdc3.getOrCreateChannel('marks');
            await marks.broadcast({type: 'mark', id: {mark}});
        });
    },
};

async function start() {
    if (!window.fdc3) {
        await new Promise((resolve) => window.addEventListener('fdc3Ready', resolve));
    }
    const {appMetadata} = await fdc3.getInfo();
    const {appId, instanceId} = appMetadata;
    const report = (event, details) => conformance.postMessage({appId, instanceId, event, ...details});
    const commands = {close: () => window.close()};
    const app = {
        report,
        when: (command, act) => (commands[command] = act),
        afterDelay: (result) => async (context) => {
            await pause(context.id?.delay ?? 0);
            report('ended');
            return result;
        },
        handle: (intent, handler) =>
            fdc3.addIntentListener(intent, async (context, metadata) => {
                report('intent', {intent, context, source: metadata?.source});
                return handler(context);
            }),
        listen: (listener, type) =>
            fdc3.addContextListener(type, (context, metadata) =>
                report('heard', {listener, context, source: metadata?.source}),
            ),
    };
    conformance.addEventListener('message', ({data: {command, to, ...given}}) => {
        if (command && (!to || to === appId || to === instanceId)) {
            void commands[command]?.(given);
        }
    });
    await behaviours[appId](app);
    report('ready');
}

void start();
