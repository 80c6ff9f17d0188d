import {isTrusted, trustOnly} from '../../../src/connection/trust';

const own = window.origin;
const stranger = 'https://evil.example';

/** What a client library that was loaded before hears of messages of these origins. */
function heardFrom(message: {origin: string; data?: unknown; source?: Window}): boolean {
    let isHeard = false;
    const listener = () => (isHeard = true);
    window.addEventListener('message', listener);
    window.dispatchEvent(new MessageEvent('message', {data: {glue42core: {type: 'platformReady'}}, ...message}));
    window.removeEventListener('message', listener);
    return isHeard;
}

describe('the trust of a page', () => {
    const refused = jest.fn();
    beforeEach(() => {
        refused.mockClear();
        trustOnly(undefined, refused);
    });

    it('is in its own origin only', () => {
        expect(heardFrom({origin: own})).toBe(true);
        expect(refused).not.toHaveBeenCalled();
        expect(heardFrom({origin: stranger})).toBe(false);
        expect(refused.mock.calls).toEqual([[stranger, 'offer']]);
    });

    it.each(['glue42core', 'glue42ExtInc', 'glue42ExtOut'])('is asked for each kind of message: %s', (kind) => {
        expect(heardFrom({origin: stranger, data: {[kind]: {}}})).toBe(false);
    });

    it('is in the origins that are listed, letter by letter, as long as they are', () => {
        const origins = ['https://desk.example.com'];
        trustOnly(origins, refused);
        expect(heardFrom({origin: origins[0]!})).toBe(true);
        for (const origin of [
            'http://desk.example.com',
            'https://desk.example.com:8443',
            'https://desk.example.com.evil.example',
        ]) {
            expect(heardFrom({origin})).toBe(false);
        }
        trustOnly([], refused);
        expect(heardFrom({origin: origins[0]!})).toBe(false);
    });

    it('is in no page without an origin, whatever it claims', () => {
        trustOnly(['null'], refused);
        expect(isTrusted('null')).toBe(false);
        expect(heardFrom({origin: 'null', data: {glue42core: {type: 'platformReady', origin: own, source: own}}})).toBe(
            false,
        );
    });

    it('is in the page itself', () => {
        expect(heardFrom({origin: 'null', source: window})).toBe(true);
    });

    it.each([[{type: 'other'}], ['text'], [null], [5]])('concerns no other message: %j', (data) => {
        expect(heardFrom({origin: stranger, data})).toBe(true);
        expect(refused).not.toHaveBeenCalled();
    });

    it('tells one listener, the newest, of each message once', () => {
        const newest = jest.fn();
        trustOnly(undefined, newest);
        heardFrom({origin: stranger});
        expect(refused).not.toHaveBeenCalled();
        expect(newest).toHaveBeenCalledTimes(1);
    });

    it.each([
        ['platformReady', 'offer'],
        ['connectionAccepted', 'offer'],
        ['connectionRequest', 'request'],
        ['platformPing', 'question'],
        ['constructor', undefined],
        [{}, undefined],
    ])('tells what the page wants: %j', (type, wanted) => {
        expect(heardFrom({origin: stranger, data: {glue42core: {type}}})).toBe(false);
        expect(refused.mock.calls).toEqual(wanted ? [[stranger, wanted]] : []);
    });
});
