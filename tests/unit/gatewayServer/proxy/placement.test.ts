/** @jest-environment node */
import * as fetching from '../../../../src/gatewayServer/fetchText';
import {watchPlacement} from '../../../../src/gatewayServer/proxy/placement';
import {placementIntervalMs, placementPauseMs} from '../../../../src/gatewayServer/timeouts';

jest.mock('../../../../src/gatewayServer/fetchText', () => ({
    ...jest.requireActual<typeof fetching>('../../../../src/gatewayServer/fetchText'),
    fetchText: jest.fn(),
}));

describe('where the proxy leads the clients of a bus', () => {
    let stop: () => void;

    const setUp = async (buses = ['desk']) => {
        const lines: string[] = [];
        const moved: string[] = [];
        const asked: string[] = [];
        const proxy = {answer: async () => '{"node": "own"}'};
        jest.mocked(fetching.fetchText).mockImplementation(async (url) => {
            asked.push(url);
            return proxy.answer();
        });
        stop = watchPlacement(
            {
                id: 'own',
                publicUrl: 'wss://apps.example.com/gateway/',
                buses: () => buses,
                onElsewhere: (bus) => moved.push(bus),
            },
            {level: 'info', write: (level, _, line) => lines.push(`${level}: ${line}`)},
        );
        await jest.advanceTimersByTimeAsync(1);
        return {proxy, lines, moved, asked, round: () => jest.advanceTimersByTimeAsync(placementIntervalMs)};
    };

    beforeEach(() => jest.useFakeTimers());
    afterEach(() => {
        stop();
        jest.useRealTimers();
    });

    it('is asked at the address that clients have', async () => {
        const {asked, round} = await setUp();
        await round();
        expect(asked).toEqual(Array(2).fill('https://apps.example.com/gateway/bus/desk'));
    });

    it('is elsewhere when the proxy says so twice in a row', async () => {
        const {proxy, moved, round} = await setUp();
        proxy.answer = async () => '{"node": "other"}';
        await round();
        expect(moved).toEqual([]);
        await round();
        expect(moved).toEqual(['desk']);
    });

    it('is not elsewhere when the proxy took the node for dead for a moment', async () => {
        const {proxy, moved, round} = await setUp();
        for (const node of ['other', 'own', 'other', 'own']) {
            proxy.answer = async () => JSON.stringify({node});
            await round();
        }
        expect(moved).toEqual([]);
    });

    it.each([
        ['is not reached', () => Promise.reject(new Error('the answer has the status 502'))],
        ['answers with a login page', async () => '<html>'],
        ['answers with something else', async () => '{"node": 1}'],
    ])('is not known when the proxy %s, which the log says', async (_, answer) => {
        const {proxy, moved, lines, round} = await setUp();
        proxy.answer = answer;
        await round();
        await round();
        expect(moved).toEqual([]);
        expect(lines).toEqual([
            expect.stringMatching(/^warn: --public-url wss:.* does not tell which node has bus desk: /),
        ]);
    });

    it('is asked for many buses in turn, and not all at once', async () => {
        const {asked} = await setUp(Array.from({length: 1000}, (_, number) => `bus-${number}`));
        await jest.advanceTimersByTimeAsync(99 * placementPauseMs);
        expect(asked).toHaveLength(100);
        expect(new Set(asked).size).toBe(100);
    });

    it('is asked no more when the gateway ends', async () => {
        const {proxy, moved, asked, round} = await setUp();
        proxy.answer = async () => '{"node": "other"}';
        await round();
        stop();
        await jest.advanceTimersByTimeAsync(10 * placementIntervalMs);
        expect(asked).toHaveLength(2);
        expect(moved).toEqual([]);
    });
});
