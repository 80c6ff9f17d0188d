import {readLibSettings} from '../../../../src/connection/settings/libSettings';

const write = (libSettings: unknown) => {
    window.glue42dash = {libSettings} as never;
};

describe('libSettings', () => {
    afterEach(() => {
        delete window.glue42dash;
    });

    it('may be absent', () => {
        expect(readLibSettings()).toEqual({});
        write(undefined);
        expect(readLibSettings()).toEqual({});
    });

    it('are read as they are', () => {
        const libSettings = {web: {factory: () => undefined, libraries: [() => undefined]}, desktop: {}};
        write(libSettings);
        expect(readLibSettings()).toBe(libSettings);
    });

    test.each([
        [{web: true}, 'libSettings.web must be an object'],
        [{web: {factory: {}}}, 'libSettings.web.factory must be a function'],
        [{desktop: {libraries: {}}}, 'libSettings.desktop.libraries must be an array of functions'],
        [{webPlatform: {libraries: ['x']}}, 'libSettings.webPlatform.libraries must be an array of functions'],
    ])('%j are explained', (libSettings, words) => {
        write(libSettings);
        expect(() => readLibSettings()).toThrow(words);
    });
});
