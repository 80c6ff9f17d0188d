import {validateSettings} from '../../../../src/connection/settings/validateSettings';

describe('settings', () => {
    test.each([
        [undefined],
        [null],
        [{}],
        [{type: 'client', web: {config: {channels: false}}}],
        [{type: 'platform', webPlatform: {config: {}}, desktop: {config: {}}}],
        [{type: 'gateway', gateway: {url: 'ws://localhost:8385', token: 'x'}}],
        [{gateway: {url: 'wss://host/gw'}, application: 'Orders'}],
        [
            {
                gateway: {
                    url: 'ws://a',
                    auth: {username: 'me'},
                    token: null,
                    reconnectInterval: 100,
                    heartbeatInterval: null,
                },
            },
        ],
        [{type: null, application: null, web: null, gateway: null}],
        [{web: {}}],
        [{channels: [{name: 'Desk 1', meta: {color: '#123456', icon: 'x'}, data: {a: 1}}]}],
        [{channels: []}],
        [{trustedOrigins: ['https://desk.example.com', 'http://127.0.0.1:8050']}],
        [{trustedOrigins: []}],
        [{trustedOrigins: null}],
        [{fdc3: {}}],
        [{fdc3: null}],
    ])('%j are right', (settings) => {
        expect(validateSettings(settings)).toBeUndefined();
    });

    test.each([
        ['client', 'settings must be a dict, not "client"'],
        [[], 'settings must be a dict, not a list'],
        [{typ: 'client'}, 'the unknown key "typ"'],
        [{type: 'browser'}, 'settings["type"] is "browser"; use one of "client", "platform", "gateway", "embedded"'],
        [{type: 1}, 'settings["type"] is 1'],
        [{application: ' '}, 'settings["application"] is " "'],
        [{application: ['a']}, 'settings["application"] is a list'],
        [{web: true}, 'settings["web"] is True'],
        [{web: {channels: true}}, 'settings["web"] has the unknown key "channels"'],
        [{desktop: {config: 'full'}}, 'settings["desktop"]["config"] is "full"'],
        [{fdc3: 'bus'}, 'settings["fdc3"] is "bus"; give a dict'],
        [{gateway: 'ws://localhost'}, 'settings["gateway"] is "ws://localhost"'],
        [{gateway: {url: 'localhost:8385'}}, 'settings["gateway"]["url"] must start with ws://'],
        // What it may hold is not shown.
        [{gateway: {url: 'http://ann:s3cret@host/gw?token=x'}}, 'settings["gateway"]["url"] must start with ws://'],
        [{gateway: {}}, 'settings["gateway"] has no "url"'],
        [{gateway: {url: 'ws://a', token: ''}}, 'settings["gateway"]["token"] must be a non-empty string'],
        [{gateway: {url: 'ws://a', token: 5}}, 'settings["gateway"]["token"] must be a non-empty string'],
        [{gateway: {url: 'ws://a', auth: 'x'}}, 'settings["gateway"]["auth"] must be a dict'],
        [
            {gateway: {url: 'ws://a', reconnectAttempts: 0}},
            'settings["gateway"]["reconnectAttempts"] is 0; give a number above 0',
        ],
        [{gateway: {url: 'ws://a', heartbeatInterval: '5 s'}}, 'settings["gateway"]["heartbeatInterval"] is "5 s"'],
        [{gateway: {url: 'ws://a', auth: {}, token: 'x'}}, 'both "token" and "auth"'],
        [{channels: ['Red']}, 'settings["channels"] must be a list of channels'],
        [{channels: [{name: 'Red'}]}, 'settings["channels"] must be a list of channels'],
        [
            {trustedOrigins: 'https://desk.example.com'},
            'settings["trustedOrigins"] is "https://desk.example.com"; give a list of exact origins',
        ],
        [
            {trustedOrigins: ['https://a.example', '*']},
            'settings["trustedOrigins"] has "*"; give a list of exact origins',
        ],
        [{trustedOrigins: ['https://desk.example.com/']}, 'has "https://desk.example.com/"'],
        [{trustedOrigins: ['https://*.example.com']}, 'has "https://*.example.com"'],
        [{trustedOrigins: ['https://Desk.example.com:443']}, 'has "https://Desk.example.com:443"'],
        [{trustedOrigins: ['desk.example.com', 5]}, 'has "desk.example.com"'],
        [{trustedOrigins: ['null']}, 'has "null"'],
        [{trustedOrigins: ['blob:https://desk.example.com/1']}, 'has "blob:https://desk.example.com/1"'],
        [{trustedOrigins: [null]}, 'has None'],
        [{type: 'gateway'}, 'settings["gateway"]["url"] is missing'],
        [{type: 'client', gateway: {url: 'ws://a'}}, 'cannot go with settings["type"] "client"'],
        [{web: {}, webPlatform: {}}, 'both "web" and "webPlatform"'],
        [{webPlatform: {}}, 'settings["webPlatform"] needs settings["type"] to be "platform"'],
        [{type: 'client', webPlatform: {}}, 'not "client"'],
    ])('%j are explained', (settings, words) => {
        const problem = validateSettings(settings);
        expect(problem).toContain(words);
        expect(problem).toMatch(/^[^\n]*\.$/);
    });
});
