import {
    formatGatewayName,
    newGatewayName,
    parseGatewayName,
} from '../../../../../src/connection/platforms/embedded/gatewayName';

describe('the name of a gateway', () => {
    it('says how to reach it', () => {
        const name = newGatewayName('shared', 'http://localhost/my app/dash_glue42.embedded.js');
        expect(parseGatewayName(formatGatewayName(name))).toEqual(name);
    });

    it('differs at every start', () => {
        expect(newGatewayName('shared', 'x').startId).not.toBe(newGatewayName('shared', 'x').startId);
    });

    it('sorts a later start after an earlier one', () => {
        const now = jest.spyOn(Date, 'now');
        const bootAt = (time: number) => {
            now.mockReturnValue(time);
            return newGatewayName('shared', 'x').startId;
        };
        expect(bootAt(36 ** 8 - 1) < bootAt(36 ** 8)).toBe(true);
    });

    test.each([
        [undefined],
        [null],
        [''],
        ['some lock'],
        ['dash_glue42 gateway 0 shared x http://a'],
        ['dash_glue42 gateway 1 shared x'],
    ])('is not %j', (text) => {
        expect(parseGatewayName(text)).toBeUndefined();
    });
});
