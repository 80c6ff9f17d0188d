/** @jest-environment node */
import type {IncomingMessage} from 'node:http';
import {clientAddress} from '../../../../src/gatewayServer/proxy/clientAddress';
import {readProxyOptions} from '../../../../src/gatewayServer/proxy/options';

describe('where a request comes from', () => {
    const {trustedProxies} = readProxyOptions({'trust-proxy': ['10.0.0.0/8', '192.0.2.1', 'fd00::/8']});
    const addressOf = (remoteAddress: string, forwarded?: string) =>
        clientAddress(
            {socket: {remoteAddress}, headers: {'x-forwarded-for': forwarded}} as unknown as IncomingMessage,
            trustedProxies,
        );

    it.each([
        ['one proxy', '10.1.2.3', '203.0.113.7', '203.0.113.7'],
        ['two proxies', '192.0.2.1', '203.0.113.7, 10.9.9.9', '203.0.113.7'],
        ['a proxy that a server for IPv6 sees', '::ffff:10.1.2.3', '203.0.113.7', '203.0.113.7'],
        ['a proxy with IPv6', 'fd00::1', '2001:db8::7', '2001:db8::7'],
        ['a proxy that adds ports', '10.1.2.3', '203.0.113.7:4711', '203.0.113.7'],
        ['a proxy that adds ports to IPv6', '10.1.2.3', '[2001:db8::7]:4711', '2001:db8::7'],
    ])('is what %s says', (_, remote, forwarded, expected) => {
        expect(addressOf(remote, forwarded)).toBe(expected);
    });

    it('is not what the client wrote before its proxy did', () => {
        expect(addressOf('10.1.2.3', '198.51.100.1, 10.0.0.1, 203.0.113.7')).toBe('203.0.113.7');
    });

    it.each(['203.0.113.7', '203.0.113.7, 10.1.2.3', ''])(
        'is where it comes from without a trusted proxy (%j)',
        (text) => {
            expect(addressOf('198.51.100.9', text)).toBe('198.51.100.9');
        },
    );

    it.each([undefined, '', ' ', 'unknown', 'a, ', '203.0.113.7, 1.2.3', '[::1', '203.0.113.7 x'])(
        'is the proxy if that says %j',
        (text) => {
            expect(addressOf('10.1.2.3', text)).toBe('10.1.2.3');
        },
    );

    it('is the first proxy if all are trusted', () => {
        expect(addressOf('10.1.2.3', '10.0.0.2, 10.0.0.1')).toBe('10.0.0.2');
    });
});

describe('the options of a gateway behind a proxy', () => {
    const read = (proxy: string[], url?: string) => () =>
        readProxyOptions({'trust-proxy': proxy, 'public-url': url}).publicUrl;

    it.each(['ws://gateway:8080', 'wss://apps.example.com/gateway', 'wss://apps.example.com/gateway/'])(
        'take %s as what clients have',
        (url) => {
            expect(read([], url)()).toBe(url);
        },
    );

    it.each([
        '',
        'apps.example.com',
        'https://apps.example.com',
        'wss://apps.example.com/?x',
        'wss://apps.example.com/#x',
        'wss://ann:x@apps.example.com/',
    ])('do not take %j as what clients have', (url) => {
        expect(read([], url)).toThrow(`--public-url ${url}: give the address that clients have`);
    });

    it.each([
        '',
        'proxy',
        '10.0.0.0/33',
        '10.0.0.0/',
        '10.0.0.0/8/8',
        '::/129',
        '10.0.0',
        '10.0.0.0/-1',
        '10.0.0.0/8x',
    ])('do not take %j as a proxy', (proxy) => {
        expect(read([proxy])).toThrow(`--trust-proxy ${proxy}: give an IP address, or a network`);
    });
});
