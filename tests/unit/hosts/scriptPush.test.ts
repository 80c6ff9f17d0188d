import '../../../src/connection/pageGlobals';
import type {Connection} from '../../../src/connection/connection';
import {createStreamPublishHost} from '../../../src/hosts/lazyHosts';
import {expectPush, offerPush} from '../../../src/hosts/scriptPush';
import {createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore} from '../../fakes/dashStore';

const push = (id: string, data: object) => window.glue42dash!.push!(id, data);

test('what a script pushes before the host is there is sent then, in order', () => {
    expectPush('prices');
    push('prices', {n: 1});
    push('prices', {n: 2});
    const sent: object[] = [];
    const withdraw = offerPush('prices', (command) => sent.push(command));
    push('prices', {n: 3});
    expect(sent).toEqual([{data: {n: 1}}, {data: {n: 2}}, {data: {n: 3}}]);
    withdraw();
    expect(() => push('prices', {n: 4})).toThrow('this page has no StreamPublish');
});

test('it is no place to keep pushes without end', () => {
    expectPush('slow');
    for (let n = 0; n < 1000; n++) {
        push('slow', {n});
    }
    expect(() => push('slow', {})).toThrow('1000 pushes wait');
});

test('a component that is replaced goes on taking pushes', () => {
    const sent: object[] = [];
    offerPush('kept', (command) => sent.push(command));
    expectPush('kept');
    push('kept', {n: 1});
    expect(sent).toHaveLength(1);
});

test('a component that is removed before its file came takes no more pushes', () => {
    const {component} = placeComponent('StreamPublish', createDashStore([]), 'gone');
    const host = createStreamPublishHost(component, createFakeConnection() as Connection);
    push('gone', {n: 1});
    host.dispose!();
    expect(() => push('gone', {n: 2})).toThrow('this page has no StreamPublish');
});
