// What the conformance tests of FDC3 2.2 ask of a desktop agent, in one page against its `window.fdc3`. The names are those of
// the standard's own cases where there is one; `runConformance` returns what failed.

const conformance = new BroadcastChannel('conformance');
const reports = [];
conformance.onmessage = ({data}) => data.event && reports.push(data);

const USER = 'fdc3.channel.1';
const OTHER_USER = 'fdc3.channel.2';
const INSTRUMENT = {type: 'fdc3.instrument', name: 'Apple', id: {ticker: 'AAPL'}};
const CONTACT = {type: 'fdc3.contact', name: 'Jane', id: {email: 'jane@example.com'}};
const X = {type: 'testContextX'};
const Y = {type: 'testContextY'};
const DELAY = 700;

function check(isSo, what) {
    if (!isSo) {
        throw new Error(what);
    }
}

function equal(actual, expected, what = 'value') {
    const text = (value) => JSON.stringify(value, (_key, part) => (part === undefined ? null : sorted(part)));
    check(text(actual) === text(expected), `${what} is ${text(actual)}, not ${text(expected)}`);
}

const sorted = (part) =>
    part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part;

async function until(find, what) {
    for (const end = Date.now() + 5000; Date.now() < end;) {
        const found = await find();
        if (found) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`waited for ${what}`);
}

async function fails(promise, name) {
    let value;
    try {
        value = await promise;
    } catch (reason) {
        check(reason instanceof Error, `what is thrown is no Error: ${JSON.stringify(reason)}`);
        equal(reason.message, name, 'the error');
        return;
    }
    throw new Error(`no error ${name}, but ${JSON.stringify(value)}`);
}

/** What an app reports from now on. */
function expectReport(event, matches = {}) {
    const start = reports.length;
    const isIt = (report) =>
        report.event === event && Object.entries(matches).every(([key, value]) => report[key] === value);
    return () => until(() => reports.slice(start).find(isIt), `"${event}" of ${JSON.stringify(matches)}`);
}

async function close(appId) {
    const isGone = async () => {
        // It may not have started to take commands yet.
        conformance.postMessage({command: 'close', to: appId});
        return !(await fdc3.findInstances({appId})).length;
    };
    await until(isGone, `the end of ${appId}`);
}

/** Opens an app that has started everything when this resolves. */
async function openReady(appId, context) {
    const isReady = expectReport('ready', {appId});
    const app = await fdc3.open({appId}, context);
    await isReady();
    return app;
}

/** What a listener hears. */
async function listen(type, source = fdc3) {
    const heard = [];
    const listener = await source.addContextListener(type, (context) => heard.push(context));
    equal(typeof listener.unsubscribe, 'function', 'unsubscribe');
    listeners.push(listener);
    return {heard, listener};
}
let listeners = [];

let marks = 0;
const marksHeard = new Set();

/** Lets the other app broadcast, and waits until that must have arrived. */
async function otherBroadcasts(given) {
    const mark = String(++marks);
    conformance.postMessage({command: 'broadcast', to: 'ChannelApp', mark, ...given});
    await until(() => marksHeard.has(mark), 'the broadcast of the other app');
}

const onUserChannel = (...contexts) => otherBroadcasts({user: USER, contexts});

/** Of a type that no case has used before. */
const fresh = (context) => ({...context, type: `${context.type}.${++marks}`});

const basic = {
    async BasicCH2() {
        equal(await fdc3.getCurrentChannel(), null);
    },
    async BasicCL1() {
        const {listener} = await listen('fdc3.contact');
        await listener.unsubscribe();
    },
    async BasicCL2() {
        const {listener} = await listen(null);
        await listener.unsubscribe();
    },
    async BasicIL1() {
        const listener = await fdc3.addIntentListener('fdc3.conformanceListener', () => undefined);
        await listener.unsubscribe();
    },
    async BasicGI1() {
        const {fdc3Version, provider} = await fdc3.getInfo();
        check(Number(fdc3Version) >= 2.2 && provider, 'getInfo');
    },
    async BasicAC1() {
        const channel = await fdc3.getOrCreateChannel('FDC3Conformance');
        equal([channel.id, channel.type], ['FDC3Conformance', 'app']);
    },
    async BasicUC1() {
        const channels = await fdc3.getUserChannels();
        check(
            channels.length > 1 &&
                channels.every(({type, id, displayMetadata}) => type === 'user' && id && displayMetadata),
            'channels',
        );
    },
    async BasicJC1() {
        const [channel] = await fdc3.getUserChannels();
        await fdc3.joinUserChannel(channel.id);
        const current = await fdc3.getCurrentChannel();
        equal([current.id, current.type], [channel.id, 'user']);
    },
    async BasicJC2() {
        await fails(fdc3.joinUserChannel('no-such-channel'), 'NoChannelFound');
    },
    async BasicLC1() {
        await fdc3.joinUserChannel(USER);
        await fdc3.leaveCurrentChannel();
        equal(await fdc3.getCurrentChannel(), null);
    },
    async MalformedContexts() {
        for (const context of [undefined, null, {}, 'text', {type: 5}, {id: {}}]) {
            await fails(fdc3.broadcast(context), 'MalformedContext');
            await fails(fdc3.raiseIntent('aTestingIntent', context), 'MalformedContext');
            await fails(fdc3.raiseIntentForContext(context), 'MalformedContext');
            await fails(fdc3.findIntentsByContext(context), 'MalformedContext');
        }
        const channel = await fdc3.getOrCreateChannel('malformed');
        await fails(channel.broadcast({id: {}}), 'MalformedContext');
    },
};

const forms = {
    async DestructuredMethods() {
        const {getOrCreateChannel, joinUserChannel, getCurrentChannel, leaveCurrentChannel, broadcast} = fdc3;
        await joinUserChannel(USER);
        equal((await getCurrentChannel()).id, USER);
        await broadcast(INSTRUMENT);
        await leaveCurrentChannel();
        const channel = await getOrCreateChannel('destructured');
        for (const {broadcast: send, getCurrentContext, addContextListener} of [
            channel,
            await fdc3.createPrivateChannel(),
        ]) {
            await send(INSTRUMENT);
            equal(await getCurrentContext(), INSTRUMENT);
            equal(typeof (await addContextListener(null, () => undefined)).unsubscribe, 'function');
        }
    },
    async DeprecatedForms() {
        equal((await fdc3.getSystemChannels()).length, (await fdc3.getUserChannels()).length);
        await fdc3.joinChannel(USER);
        equal((await fdc3.getCurrentChannel()).id, USER);
        const heard = [];
        const listener = await fdc3.addContextListener((context) => heard.push(context));
        const context = fresh(INSTRUMENT);
        await onUserChannel(context);
        equal(heard.at(-1), context);
        await listener.unsubscribe();
    },
};

const METADATA = ['appId', 'name', 'version', 'title', 'tooltip', 'description', 'icons', 'screenshots'];

function checkMetadata(metadata, appId) {
    const record = apps.find((app) => app.appId === appId);
    METADATA.forEach((key) => equal(metadata[key], record[key], key));
}
let apps;

const metadata = {
    async GetInfo1() {
        const {optionalFeatures} = await fdc3.getInfo();
        equal(typeof optionalFeatures.OriginatingAppMetadata, 'boolean');
        equal(typeof optionalFeatures.UserChannelMembershipAPIs, 'boolean');
    },
    async GetInfo2() {
        const report = expectReport('info');
        const app = await fdc3.open({appId: 'MetadataApp'});
        const {info} = await report();
        equal([info.appMetadata.appId, info.appMetadata.instanceId], [app.appId, app.instanceId]);
        checkMetadata(info.appMetadata, 'MetadataApp');
        await close('MetadataApp');
    },
    async GetAppMetadata() {
        const found = await fdc3.getAppMetadata({appId: 'MetadataApp'});
        checkMetadata(found, 'MetadataApp');
        check(!found.instanceId, 'an instance id');
        await fails(fdc3.getAppMetadata({appId: 'ThisAppDoesNotExist'}), 'TargetAppUnavailable');
    },
    async AppInstanceMetadata() {
        const one = await fdc3.open({appId: 'MetadataApp'});
        const other = await fdc3.open({appId: 'MetadataApp'});
        check(one.instanceId && other.instanceId && one.instanceId !== other.instanceId, 'instance ids');
        for (const app of [one, other]) {
            const found = await fdc3.getAppMetadata(app);
            checkMetadata(found, 'MetadataApp');
            equal(found.instanceId, app.instanceId);
        }
        await fails(fdc3.getAppMetadata({appId: 'MetadataApp', instanceId: 'none'}), 'TargetInstanceUnavailable');
        await close('MetadataApp');
    },
    async FindInstances() {
        const one = await openReady('IntentAppA');
        const other = await openReady('IntentAppA');
        const ids = (await fdc3.findInstances({appId: 'IntentAppA'})).map(({instanceId}) => instanceId);
        equal(ids.sort(), [one.instanceId, other.instanceId].sort());
        const received = expectReport('intent', {instanceId: one.instanceId});
        const resolution = await fdc3.raiseIntent('aTestingIntent', X, one);
        equal(resolution.source, one);
        await received();
        await fails(fdc3.findInstances({appId: 'ThisAppDoesNotExist'}), 'NoAppsFound');
        equal(await fdc3.findInstances({appId: 'IntentAppC'}), []);
        await close('IntentAppA');
    },
};

async function opensWithContext(appId, listener) {
    const heard = expectReport('heard', {appId});
    const app = await fdc3.open({appId}, INSTRUMENT);
    const report = await heard();
    equal([report.listener, report.context, report.instanceId], [listener, INSTRUMENT, app.instanceId]);
    const {appMetadata} = await fdc3.getInfo();
    equal(report.source, {appId: appMetadata.appId, instanceId: appMetadata.instanceId}, 'source');
    await close(appId);
}

const open = {
    async AOpensB3() {
        await openReady('OpenAppSilent');
        await close('OpenAppSilent');
    },
    async AOpensB4() {
        const app = await fdc3.open({appId: 'OpenAppSilent'});
        equal(app.appId, 'OpenAppSilent');
        check(app.instanceId, 'an instance id');
        await close('OpenAppSilent');
    },
    async AOpensBByString() {
        equal((await fdc3.open('OpenAppSilent')).appId, 'OpenAppSilent');
        await close('OpenAppSilent');
    },
    async AOpensSeveralAtOnce() {
        const ids = ['OpenAppSilent', 'OpenAppAny', 'OpenAppTyped', 'OpenAppSilent'];
        const opened = await Promise.all(ids.map((appId) => openReady(appId)));
        equal(
            opened.map(({appId}) => appId),
            ids,
        );
        equal(new Set(opened.map(({instanceId}) => instanceId)).size, 4, 'instances');
        await Promise.all(['OpenAppSilent', 'OpenAppAny', 'OpenAppTyped'].map(close));
    },
    AFailsToOpenB3: () => fails(fdc3.open({appId: 'ThisAppDoesNotExist'}), 'AppNotFound'),
    AOpensBWithContext3: () => opensWithContext('OpenAppAny', 'any'),
    AOpensBWithSpecificContext: () => opensWithContext('OpenAppTyped', 'typed'),
    AOpensBMultipleListen: () => opensWithContext('OpenAppMultiple', 'instrument'),
    async AOpensBFirstListens() {
        await opensWithContext('OpenAppFirst', 'first');
        check(!reports.some(({listener}) => listener === 'second'), 'the context was heard twice');
    },
    AOpensBMalformedContext: () => fails(fdc3.open({appId: 'OpenAppAny'}, {name: 'no type'}), 'MalformedContext'),
};

/** What the agent gives up after its own time limit, though the app has started. */
async function givesUp(appId, attempt, error) {
    const isReady = expectReport('ready', {appId});
    await fails(attempt(), error);
    await isReady();
    check(!reports.some((report) => report.appId === appId && report.event === 'heard'), 'the app was called');
}

const waiting = {
    AOpensBWithWrongContext: () =>
        givesUp('OpenAppOther', () => fdc3.open({appId: 'OpenAppOther'}, INSTRUMENT), 'AppTimeout'),
    AOpensBNoListen: () => givesUp('OpenAppDeaf', () => fdc3.open({appId: 'OpenAppDeaf'}, INSTRUMENT), 'AppTimeout'),
    RaiseIntentFailTargetedAppResolve3: () =>
        givesUp(
            'IntentAppH',
            () => fdc3.raiseIntent('sharedTestingIntent2', Y, {appId: 'IntentAppH'}),
            'IntentDeliveryFailed',
        ),
    RaiseIntentFailTargetedAppResolve4: () =>
        givesUp(
            'IntentAppI',
            () => fdc3.raiseIntent('sharedTestingIntent2', Y, {appId: 'IntentAppI'}),
            'IntentDeliveryFailed',
        ),
};

/** The steps of the app itself, before and after the other app broadcasts both contexts. */
async function userChannelCase({before = [], after = [], expected}) {
    // What an earlier case has left on the channel is not what this one waits for.
    const [instrument, contact] = [fresh(INSTRUMENT), fresh(CONTACT)];
    const state = {heard: {}, types: {instrument: instrument.type, contact: contact.type, all: null}};
    for (const step of before) {
        await step(state);
    }
    await onUserChannel(instrument, contact);
    for (const step of after) {
        await step(state);
    }
    const contexts = {instrument, contact};
    for (const [key, names] of Object.entries(expected)) {
        const own = () => state.heard[key].heard.filter(({type}) => [instrument.type, contact.type].includes(type));
        if (names.length) {
            await until(() => own().length >= names.length, `${names} for ${key}`);
        }
        equal(
            own(),
            names.map((name) => contexts[name]),
            key,
        );
    }
}

const join = () => fdc3.joinUserChannel(USER);
const joinOther = () => fdc3.joinUserChannel(OTHER_USER);
const leave = () => fdc3.leaveCurrentChannel();
const listenTo = (key) => async (state) => (state.heard[key] = await listen(state.types[key]));
const unsubscribe = (key) => (state) => state.heard[key].listener.unsubscribe();
const all = listenTo('all');
const instruments = listenTo('instrument');
const contacts = listenTo('contact');
const nothing = {instrument: [], contact: []};

const userChannels = {
    UCBasicUsage1: () => userChannelCase({before: [all, join], expected: {all: ['instrument', 'contact']}}),
    UCBasicUsage2: () => userChannelCase({before: [join, all], expected: {all: ['instrument', 'contact']}}),
    UCBasicUsage3: () => userChannelCase({after: [all, join], expected: {all: ['contact']}}),
    UCBasicUsage4: () => userChannelCase({after: [join, all], expected: {all: ['contact']}}),
    UCFilteredUsage1: () => userChannelCase({before: [instruments, join], expected: {instrument: ['instrument']}}),
    UCFilteredUsage2: () => userChannelCase({before: [join, instruments], expected: {instrument: ['instrument']}}),
    UCFilteredUsage3: () => userChannelCase({after: [instruments, join], expected: {instrument: ['instrument']}}),
    UCFilteredUsage4: () => userChannelCase({after: [join, instruments], expected: {instrument: ['instrument']}}),
    UCFilteredUsage5: () =>
        userChannelCase({
            before: [instruments, contacts, join],
            expected: {instrument: ['instrument'], contact: ['contact']},
        }),
    UCFilteredUsage6: () => userChannelCase({before: [instruments, contacts, joinOther], expected: nothing}),
    UCFilteredUsageUnsubscribe: () =>
        userChannelCase({
            before: [instruments, contacts, join, unsubscribe('instrument'), unsubscribe('contact')],
            expected: nothing,
        }),
    UCFilteredUsageChange: () => userChannelCase({before: [instruments, contacts, join, joinOther], expected: nothing}),
    UCFilteredUsageLeave: () => userChannelCase({before: [instruments, contacts, join, leave], expected: nothing}),
    async UCFilteredUsageNoJoin() {
        equal(await fdc3.getCurrentChannel(), null);
        await userChannelCase({before: [instruments, contacts], expected: nothing});
    },
    async UCFilteredUsageJoin() {
        // Of two channels, the listener hears the one that the app is on.
        await join();
        await joinOther();
        equal((await fdc3.getCurrentChannel()).id, OTHER_USER);
        await userChannelCase({before: [instruments, join], expected: {instrument: ['instrument']}});
    },
    async UserChannelChanged() {
        const events = [];
        const listener = await fdc3.addEventListener('userChannelChanged', ({type, details}) =>
            events.push([type, details.currentChannelId]),
        );
        await join();
        await joinOther();
        await leave();
        const expected = [USER, OTHER_USER, null].map((id) => ['userChannelChanged', id]);
        await until(() => events.length >= 3, 'the events');
        equal(events, expected);
        await listener.unsubscribe();
        await join();
        equal(events.length, 3);
    },
    async BroadcastOnNoChannel() {
        equal(await fdc3.broadcast(INSTRUMENT), undefined);
    },
};

async function appChannel() {
    const channel = await fdc3.getOrCreateChannel(`app-channel-${++marks}`);
    return {channel, broadcast: (...contexts) => otherBroadcasts({channel: channel.id, contexts})};
}

const appChannels = {
    async ACBasicUsage1() {
        const {channel, broadcast} = await appChannel();
        const {heard} = await listen(null, channel);
        await broadcast(INSTRUMENT);
        equal(heard, [INSTRUMENT]);
    },
    async ACBasicUsage2() {
        const {channel, broadcast} = await appChannel();
        equal(await channel.getCurrentContext(), null);
        await broadcast(INSTRUMENT);
        equal(await channel.getCurrentContext(), INSTRUMENT);
    },
    async ACFilteredContext1() {
        const {channel, broadcast} = await appChannel();
        const {heard} = await listen('fdc3.instrument', channel);
        await broadcast(INSTRUMENT, CONTACT);
        equal(heard, [INSTRUMENT]);
    },
    async ACFilteredContext2() {
        const {channel, broadcast} = await appChannel();
        const ofInstrument = await listen('fdc3.instrument', channel);
        const ofContact = await listen('fdc3.contact', channel);
        await broadcast(INSTRUMENT, CONTACT);
        equal([ofInstrument.heard, ofContact.heard], [[INSTRUMENT], [CONTACT]]);
    },
    async ACFilteredContext3() {
        const {channel} = await appChannel();
        const {heard} = await listen('fdc3.instrument', channel);
        await otherBroadcasts({channel: 'different-channel', contexts: [INSTRUMENT]});
        equal(heard, []);
    },
    async ACFilteredContext4() {
        const first = await appChannel();
        const second = await appChannel();
        const onFirst = await listen('fdc3.instrument', first.channel);
        const onSecond = await listen('fdc3.instrument', second.channel);
        await first.broadcast(INSTRUMENT, CONTACT);
        equal([onFirst.heard, onSecond.heard], [[INSTRUMENT], []]);
    },
    async ACUnsubscribe() {
        const {channel, broadcast} = await appChannel();
        const {heard, listener} = await listen('fdc3.instrument', channel);
        await listener.unsubscribe();
        await broadcast(INSTRUMENT);
        equal(heard, []);
    },
    async ACContextHistoryTyped() {
        const {channel, broadcast} = await appChannel();
        await broadcast(INSTRUMENT, CONTACT);
        const {heard} = await listen('fdc3.instrument', channel);
        equal(await channel.getCurrentContext('fdc3.instrument'), INSTRUMENT);
        equal(await channel.getCurrentContext('fdc3.contact'), CONTACT);
        equal(await channel.getCurrentContext('fdc3.country'), null);
        equal(heard, [], 'what an app channel replays');
    },
    async ACContextHistoryMultiple() {
        const {channel, broadcast} = await appChannel();
        const [lastInstrument, lastContact] = [INSTRUMENT, CONTACT].map((context) => ({...context, name: 'last'}));
        await broadcast(INSTRUMENT, CONTACT, lastInstrument, lastContact);
        equal(await channel.getCurrentContext('fdc3.instrument'), lastInstrument);
        equal(await channel.getCurrentContext('fdc3.contact'), lastContact);
    },
    async ACContextHistoryLast() {
        const {channel, broadcast} = await appChannel();
        await broadcast(INSTRUMENT, CONTACT);
        equal(await channel.getCurrentContext(), CONTACT);
    },
    async ACNoEcho() {
        const {channel, broadcast} = await appChannel();
        const {heard} = await listen(null, channel);
        await channel.broadcast(INSTRUMENT);
        await broadcast(CONTACT);
        equal(heard, [CONTACT]);
    },
};

const appsOf = (found) => [...new Set(found.apps.map(({appId}) => appId.slice(-1)))].sort().join('');

async function finds(given, expected) {
    const found = await fdc3.findIntent(...given);
    equal([found.intent.name, appsOf(found)], [given[0], expected]);
    return found;
}

const findIntents = {
    FindIntentAppD: () => finds(['aTestingIntent'], 'A'),
    FindNonExistentIntentAppD: () => fails(fdc3.findIntent('nonExistentIntent'), 'NoAppsFound'),
    FindIntentAppDRightContext: () => finds(['aTestingIntent', X], 'A'),
    FindIntentAppDWrongContext: () => fails(fdc3.findIntent('aTestingIntent', Y), 'NoAppsFound'),
    FindIntentAppDMultiple1: () => finds(['sharedTestingIntent2'], 'DEFGHI'),
    FindIntentAppDMultiple2: () => finds(['sharedTestingIntent2', Y], 'EFGHI'),
    FindIntentAppDByResultSingle: () => finds(['cTestingIntent', X, 'testContextZ'], 'C'),
    FindIntentAppDByResultSingleNullContext: () => finds(['cTestingIntent', null, 'testContextZ'], 'C'),
    FindIntentAppDByResultMultiple: () => finds(['sharedTestingIntent1', X, 'testContextY'], 'B'),
    FindIntentAppDByResultChannel1: () => finds(['sharedTestingIntent2', Y, 'channel'], 'EF'),
    FindIntentAppDByResultChannel2: () => finds(['sharedTestingIntent2', Y, 'channel<testContextZ>'], 'F'),
    FindIntentAppDByWrongResult: () =>
        fails(fdc3.findIntent('sharedTestingIntent2', Y, 'channel<testContextX>'), 'NoAppsFound'),
    FindIntentNothing: () => finds(['aTestingIntent', {type: 'fdc3.nothing'}], 'A'),
    async FindIntentByContextSingleContext() {
        const found = await fdc3.findIntentsByContext(X);
        const byIntent = Object.fromEntries(found.map((each) => [each.intent.name, appsOf(each)]));
        equal(byIntent, {
            aTestingIntent: 'A',
            sharedTestingIntent1: 'AB',
            cTestingIntent: 'C',
            sharedTestingIntent2: 'D',
            kTestingIntent: 'K',
        });
    },
    async FindIntentByContextResultType() {
        const found = await fdc3.findIntentsByContext(X, 'testContextZ');
        equal(found.map(({intent}) => intent.name).sort(), ['cTestingIntent', 'sharedTestingIntent2']);
    },
    FindIntentByContextWrongIntentAppD: () =>
        fails(fdc3.findIntentsByContext({type: 'nonExistentContext'}), 'NoAppsFound'),
    async FindIntentRunning() {
        const app = await openReady('IntentAppA');
        const found = await finds(['aTestingIntent', X], 'A');
        equal(
            found.apps.map(({instanceId}) => instanceId ?? null),
            [null, app.instanceId],
        );
        await close('IntentAppA');
    },
};

/** Raises for an app that is started for it, and checks who got it. */
async function raises(intent, context, appId, ...target) {
    const received = expectReport('intent', {appId, intent});
    const resolution = await fdc3.raiseIntent(intent, context, ...target);
    const report = await received();
    equal(report.context, context);
    equal([resolution.intent, resolution.source], [intent, {appId, instanceId: report.instanceId}]);
    const {appMetadata} = await fdc3.getInfo();
    equal(report.source, {appId: appMetadata.appId, instanceId: appMetadata.instanceId}, 'source');
    return resolution;
}

async function raisesAndCloses(...given) {
    await raises(...given);
    await close(given[2]);
}

async function targetsInstance(find) {
    const opened = await openReady('IntentAppA');
    const app = await find(opened);
    const resolution = await raises('aTestingIntent', X, 'IntentAppA', app);
    equal(resolution.source, opened);
    equal((await fdc3.findInstances({appId: 'IntentAppA'})).length, 1, 'instances');
    await close('IntentAppA');
}

const raiseIntent = {
    RaiseIntentSingleResolve: () => raisesAndCloses('aTestingIntent', X, 'IntentAppA'),
    RaiseIntentTargetedAppResolve: () =>
        raisesAndCloses('sharedTestingIntent1', X, 'IntentAppB', {appId: 'IntentAppB'}),
    RaiseIntentTargetedByString: () => raisesAndCloses('sharedTestingIntent1', X, 'IntentAppB', 'IntentAppB'),
    RaiseIntentTargetedInstanceResolveOpen: () => targetsInstance((opened) => opened),
    RaiseIntentTargetedInstanceResolveFindInstances: () =>
        targetsInstance(async (opened) => {
            const instances = await fdc3.findInstances({appId: 'IntentAppA'});
            equal(instances, [opened]);
            return instances[0];
        }),
    RaiseIntentFailedResolve: () => fails(fdc3.raiseIntent('aTestingIntent', Y), 'NoAppsFound'),
    RaiseIntentFailTargetedAppResolve1: () =>
        fails(fdc3.raiseIntent('aTestingIntent', Y, {appId: 'IntentAppA'}), 'NoAppsFound'),
    RaiseIntentFailTargetedAppResolve2: () =>
        fails(fdc3.raiseIntent('aTestingIntent', X, {appId: 'NonExistentApp'}), 'TargetAppUnavailable'),
    async RaiseIntentFailTargetedAppInstanceResolve1() {
        const app = await openReady('IntentAppA');
        await fails(fdc3.raiseIntent('aTestingIntent', Y, app), 'NoAppsFound');
        await close('IntentAppA');
    },
    RaiseIntentFailTargetedAppInstanceResolve2: () =>
        fails(
            fdc3.raiseIntent('aTestingIntent', X, {appId: 'IntentAppA', instanceId: 'NonExistentInstanceId'}),
            'TargetInstanceUnavailable',
        ),
    async RaiseIntentForContextSingle() {
        const context = {type: 'privateChannelDetails', id: {key: 'some-channel'}};
        const received = expectReport('intent', {appId: 'IntentAppJ'});
        const resolution = await fdc3.raiseIntentForContext(context);
        equal(resolution.intent, 'privateChannelIsPrivate');
        equal((await received()).context, context);
        await close('IntentAppJ');
    },
    async RaiseIntentForContextTargeted() {
        const received = expectReport('intent', {appId: 'IntentAppK'});
        const resolution = await fdc3.raiseIntentForContext(X, {appId: 'IntentAppK'});
        equal([resolution.intent, resolution.source.appId], ['kTestingIntent', 'IntentAppK']);
        await received();
        await close('IntentAppK');
    },
    async RaiseIntentForContextFails() {
        await fails(fdc3.raiseIntentForContext({type: 'nonExistentContext'}), 'NoAppsFound');
        await fails(fdc3.raiseIntentForContext(X, {appId: 'NonExistentApp'}), 'TargetAppUnavailable');
        await fails(
            fdc3.raiseIntentForContext(X, {appId: 'IntentAppA', instanceId: 'none'}),
            'TargetInstanceUnavailable',
        );
    },
};

/** The promise of the result is there before the handler has ended. */
async function resultAfterDelay(intent, context, appId) {
    const start = Date.now();
    const resolution = await raises(intent, {...context, id: {delay: DELAY}}, appId);
    const ended = expectReport('ended', {appId});
    let isThere = false;
    const result = resolution.getResult().then((value) => {
        isThere = true;
        return value;
    });
    await Promise.resolve();
    check(!isThere, 'the result came before the handler had ended');
    await ended();
    const value = await result;
    check(Date.now() - start >= DELAY, 'the handler was not awaited');
    await close(appId);
    return value;
}

const results = {
    async RaiseIntentVoidResult0secs() {
        const resolution = await raises('aTestingIntent', X, 'IntentAppA');
        equal(await resolution.getResult(), undefined);
        await close('IntentAppA');
    },
    async RaiseIntentVoidResultDelayed() {
        equal(await resultAfterDelay('aTestingIntent', X, 'IntentAppA'), undefined);
    },
    async RaiseIntentContextResult0secs() {
        const resolution = await raises('sharedTestingIntent1', Y, 'IntentAppB');
        equal(await resolution.getResult(), {type: 'testContextY', id: {of: 'B'}});
        await close('IntentAppB');
    },
    async RaiseIntentContextResultDelayed() {
        const result = await resultAfterDelay('sharedTestingIntent1', Y, 'IntentAppB');
        equal(result, {type: 'testContextY', id: {of: 'B'}});
    },
    async RaiseIntentChannelResult() {
        const resolution = await raises('sharedTestingIntent2', Y, 'IntentAppE', {appId: 'IntentAppE'});
        const channel = await resolution.getResult();
        equal([channel.id, channel.type], ['channel-of-E', 'app']);
        const {heard} = await listen('testContextZ', channel);
        conformance.postMessage({command: 'listening', to: 'IntentAppE'});
        await until(() => heard.length, 'the context');
        equal(heard, [{type: 'testContextZ', id: {of: 'E'}}]);
        await close('IntentAppE');
    },
    async RaiseIntentPrivateChannelResult() {
        const resolution = await raises('sharedTestingIntent2', Y, 'IntentAppF', {appId: 'IntentAppF'});
        const channel = await resolution.getResult();
        equal(channel.type, 'private');
        const {heard} = await listen('testContextZ', channel);
        await until(() => heard.length, 'the context');
        equal(heard, [{type: 'testContextZ', id: {of: 'F'}}]);
        await channel.disconnect();
        await close('IntentAppF');
    },
    async RaiseIntentLateListener() {
        const resolution = await raises('lateIntent', {type: 'testContextL'}, 'IntentAppL');
        equal(await resolution.getResult(), {type: 'testContextZ', id: {of: 'L'}});
        await close('IntentAppL');
    },
    async RaiseIntentRejected() {
        const resolution = await raises('refusedIntent', {type: 'testContextM'}, 'IntentAppM');
        await fails(resolution.getResult(), 'IntentHandlerRejected');
        await close('IntentAppM');
    },
};

const privateChannels = {
    async PrivateChannelsAreNotAppChannels() {
        const one = await fdc3.createPrivateChannel();
        const other = await fdc3.createPrivateChannel();
        equal([one.type, other.type], ['private', 'private']);
        check(one.id && other.id && one.id !== other.id, 'ids');
        await fails(fdc3.getOrCreateChannel(one.id), 'AccessDenied');
        const context = {type: 'privateChannelDetails', id: {key: other.id}};
        const resolution = await raises('privateChannelIsPrivate', context, 'IntentAppJ');
        const result = await resolution.getResult();
        equal(result, {type: 'privateChannelIsPrivateResult', id: {error: 'AccessDenied'}});
        await close('IntentAppJ');
    },
    async PrivateChannelsLifecycleEvents() {
        const reported = (event) => expectReport(event, {appId: 'IntentAppK'});
        const resolution = await raises('kTestingIntent', X, 'IntentAppK', {appId: 'IntentAppK'});
        const channel = await resolution.getResult();
        equal(channel.type, 'private');
        const numbers = (from) =>
            Array.from({length: 5}, (_, n) => ({type: 'testContextZ', id: {key: String(from + n)}}));

        let added = reported('listener');
        const first = await listen('testContextZ', channel);
        equal((await added()).type, 'testContextZ');
        await until(() => first.heard.length >= 5, 'five contexts');
        equal(first.heard, numbers(1));
        const unsubscribed = reported('unsubscribe');
        await first.listener.unsubscribe();
        equal((await unsubscribed()).type, 'testContextZ');

        const received = reported('context');
        await channel.broadcast(X);
        equal((await received()).context, X);

        added = reported('listener');
        const second = await listen('testContextZ', channel);
        await added();
        await until(() => second.heard.length >= 5, 'five more');
        equal(second.heard, numbers(6));
        equal(first.heard.length, 5);
        const [again, disconnected] = [reported('unsubscribe'), reported('disconnect')];
        const start = reports.length;
        await channel.disconnect();
        await again();
        await disconnected();
        const named = ({event}) => event !== 'event';
        equal(
            reports
                .slice(start)
                .filter(named)
                .map(({event}) => event),
            ['unsubscribe', 'disconnect'],
        );
        const events = () => reports.filter(({event}) => event === 'event').map(({details}) => details);
        await until(() => events().length >= 5, 'all events');
        const contextType = 'testContextZ';
        const pairs = ['addContextListener', 'unsubscribe', 'addContextListener', 'unsubscribe'];
        equal(events(), [
            ...pairs.map((type) => ({type, details: {contextType}})),
            {type: 'disconnect', details: null},
        ]);
        await fails(channel.broadcast(X), 'AccessDenied');
        await close('IntentAppK');
    },
};

const groups = {
    basic,
    forms,
    metadata,
    open,
    userChannels,
    appChannels,
    findIntents,
    raiseIntent,
    results,
    privateChannels,
};

async function run(name, test, outcomes) {
    const start = Date.now();
    const error = await test().then(
        () => null,
        (reason) => String(reason?.message ?? reason),
    );
    outcomes.push({name, error, ms: Date.now() - start});
}

/** `directory`: the records of the apps. */
window.runConformance = async (directory) => {
    apps = directory;
    const outcomes = [];
    const slow = Object.entries(waiting).map(([name, test]) => run(name, test, outcomes));
    const marksListener = await (
        await fdc3.getOrCreateChannel('marks')
    ).addContextListener('mark', ({id}) => marksHeard.add(id.mark));
    await openReady('ChannelApp');
    for (const cases of Object.values(groups)) {
        for (const [name, test] of Object.entries(cases)) {
            await run(name, test, outcomes);
            await Promise.all(listeners.map((listener) => listener.unsubscribe().catch(() => undefined)));
            listeners = [];
            await fdc3.leaveCurrentChannel();
        }
    }
    await Promise.all(slow);
    await marksListener.unsubscribe();
    return outcomes;
};
