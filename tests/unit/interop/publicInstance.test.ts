import type {Glue} from '../../../src/connection/bus';
import {publicInstance} from '../../../src/interop/publicInstance';

const glueWith = (instance: object) => ({interop: {instance}}) as unknown as Glue;
const seen = {application: 'A', instance: 'i1', user: 'u'};

test('the own instance is what others see: without login and a made-up process number', () => {
    const own = {...seen, login: 'u', process: null, pid: 8365458585, getMethods: () => []};
    expect(publicInstance(glueWith(own))).toEqual(seen);
});

test('a known process number is kept', () => {
    expect(publicInstance(glueWith({...seen, process: 7, pid: 7}))).toEqual({...seen, pid: 7});
});
