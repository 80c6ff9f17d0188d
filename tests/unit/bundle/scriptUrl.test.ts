import {addressesBeside} from '../../../src/bundle/scriptUrl';

const suite = 'https://host/app-a/_dash-component-suites/dash_glue42/';

describe('the address of a file of the package', () => {
    test.each([
        ['without a fingerprint', 'dash_glue42.js', 'dash_glue42.core.js'],
        ['with a fingerprint', 'dash_glue42.v2_0_0m1700000000.js', 'dash_glue42.v2_0_0m1700000000.core.js'],
        ['with a hexadecimal fingerprint', 'dash_glue42.v2_0_0-rc1m17ab.js', 'dash_glue42.v2_0_0-rc1m17ab.core.js'],
        ['with a query', 'dash_glue42.js?v=2.0.0/1&m=17', 'dash_glue42.core.js'],
    ])('is beside a main script %s', (_, main, core) => {
        expect(addressesBeside(suite + main)('dash_glue42.core.js')).toBe(suite + core);
    });
});
