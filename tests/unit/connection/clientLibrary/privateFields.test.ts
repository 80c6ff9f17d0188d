import {vendorFile} from '../../../fakes/vendorFile';

// What src/connection knows of the client libraries beyond their published types, as their files have it. An upgrade that
// changes one of these makes the file named here do nothing, or harm, without any error.

const core = [
    // contextRecovery.ts
    'this._bridge = new GW3Bridge',
    'this._contextNameToData = {}',
    'contextData.sentExplicitSubscription = true',
    'GW3ContextData.prototype.hasCallbacks = function',
    'this._creationPromises[name] =',
    'this._contextsSubscriptionsCache.push({ contextName: name, subKey: ',
    'this._contextsTempCache = Object.keys(this._contextNameToData).reduce',
    'lastKnownData = this._contextsTempCache[ctxName]',
    'var GW_MESSAGE_CONTEXT_ADDED = "context-added"',
    'callbacks.execute("onLeft", { disconnected: true })',
    // wholeKeys.ts
    'GW3Bridge.prototype.calculateContextDeltaV2 = function (from, to)',
    // paceInterop.ts
    'Connection.prototype.authToken = function ()',
    // connectionEvents.ts
    'Connection.prototype.onLibReAnnounced = function (callback)',
    // lostPublishers.ts
    'this.subscriptionData = subscriptionData',
    'subscription.trackedServers.forEach(function (server)',
    'closingServer = this.repository.getServerById(closingServerId).instance',
    // corePort.ts
    'data.type === _this.messages.gatewayInternalConnect.name && data.success',
    // browser.ts
    'Logger.prototype.consoleLevel = function (level)',
];

test.each([
    ['core', 'core/dist/core.es.js', core],
    ['web', 'web/dist/web.es.js', [...core, 'glue42CoreNamespace.webStarted']],
    ['web-platform', 'web-platform/dist/platform.web.es.js', core],
    [
        'desktop',
        'desktop/dist/desktop.es.js',
        [
            ...core,
            // desktop/clientLibrary.ts
            '!callInfo.initialized',
            'factory.calls = callInfo',
            // connectWithDiagnostics.ts
            '"error sending hello message - "',
        ],
    ],
])('the installed @glue42/%s has what src/connection relies on', (_, file, texts) => {
    const content = vendorFile(`@glue42/${file}`);
    expect(texts.filter((text) => !content.includes(text))).toEqual([]);
});
