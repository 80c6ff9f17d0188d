import {busAt} from '../../../src/gatewayServer/busName';

describe('the bus that an address names', () => {
    it.each([undefined, '', '/', '/?x=1', '/gateway', '/apps/gate.way/', '/gateway?x=/bus/a', '/health', '/buses'])(
        'is the default one at %j',
        (url) => {
            expect(busAt(url)).toBe('default');
        },
    );

    it.each([
        ['/bus/desk', 'desk'],
        ['/bus/Desk-1.eu_west', 'Desk-1.eu_west'],
        ['/bus/d%65sk', 'desk'],
        ['/bus/default', 'default'],
        ['/bus/desk?x=/bus/other', 'desk'],
        ['/bus/constructor', 'constructor'],
        [`/bus/${'x'.repeat(64)}`, 'x'.repeat(64)],
        // A proxy may pass the path on under which it knows the gateway.
        ['/gateway/bus/desk', 'desk'],
        ['/apps/gateway-1/bus/desk', 'desk'],
    ])('%s is %s', (url, name) => {
        expect(busAt(url)).toBe(name);
    });

    it.each([
        '/bus/',
        '/bus/.',
        '/bus/..',
        '/bus/%2e%2e',
        '/bus/a%2fb',
        '/bus/a%252fb',
        '/bus/%',
        '/bus/%ff',
        '/bus/a b',
        '/bus/a%20b',
        '/bus/a%00',
        '/bus/a%0a',
        '/bus/*',
        '/bus/d\u0435sk',
        '/bus/-a',
        '/bus/_proto_',
        `/bus/${'x'.repeat(65)}`,
    ])('is none at %j', (url) => {
        expect(busAt(url)).toMatchObject({status: 400});
    });

    it.each([
        '/bus',
        '/bus/a/b',
        '/bus/a/',
        '/bus/a/../b',
        '//bus/a',
        '/Bus/a',
        'http://a/bus/b',
        '/;/bus/a',
        '/bus/a/bus/b',
        '/bus/bus/a',
        '/BUS/a/bus/b',
        '/x/Bus',
        '/x//bus/a',
        '/x/../bus/a',
        '/../x',
        '/.x/bus/a',
        '/x%2f/bus/a',
        '/%62us/a/bus/b',
        '//x',
        '/x//',
        `${'/x'.repeat(5000)}/;`,
    ])('is not at %j', (url) => {
        expect(busAt(url)).toMatchObject({status: 404});
    });
});
