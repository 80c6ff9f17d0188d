import {busAt} from '../../../src/gatewayServer/busName';

describe('the bus that an address names', () => {
    it.each([undefined, '', '/', '/?x=1'])('is the default one at %j', (url) => {
        expect(busAt(url)).toBe('default');
    });

    it.each([
        ['/bus/desk', 'desk'],
        ['/bus/Desk-1.eu_west', 'Desk-1.eu_west'],
        ['/bus/d%65sk', 'desk'],
        ['/bus/default', 'default'],
        ['/bus/desk?x=/bus/other', 'desk'],
        ['/bus/constructor', 'constructor'],
        [`/bus/${'x'.repeat(64)}`, 'x'.repeat(64)],
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
        '/x/bus/a',
        '/health',
        'http://a/bus/b',
        '/;/bus/a',
    ])('is not at %j', (url) => {
        expect(busAt(url)).toMatchObject({status: 404});
    });
});
