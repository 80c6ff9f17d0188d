import {createEventQueue} from '../../../src/delivery/eventQueue';
import {createComponent, placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

test('each result is reported when the callbacks of the one before have ended', async () => {
    const dash = createDashStore([{output: 'answer.children', inputs: ['ask.result'], outputs: ['answer.children']}]);
    const {component, written} = placeComponent('Ask', dash, 'ask');
    const queue = createEventQueue(component, 'result');
    [{n: 0}, {n: 1}, {n: 2}].forEach(queue.push);
    for (let n = 0; n < 3; n++) {
        await flush();
        expect(written).toHaveLength(n + 1);
        dash.runs[n].send();
        await dash.runs[n].settle(n === 0 ? {error: {status: 500}} : {data: {}});
    }
    expect(written).toEqual([{result: {n: 0}}, {result: {n: 1}}, {result: {n: 2}}]);
});

test('when nobody listens the results follow at once', async () => {
    const dash = createDashStore([]);
    const {component, written} = placeComponent('Ask', dash, 'ask');
    const queue = createEventQueue(component, 'result');
    [{n: 0}, {n: 1}].forEach(queue.push);
    await flush();
    expect(written).toHaveLength(2);
});

test('without an id, or on a renderer of another shape, they are reported all the same', async () => {
    jest.useFakeTimers();
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const node of [
        {store: null, path: null, id: undefined},
        {store: null, path: null, id: 'ask'},
    ]) {
        const {component, written} = createComponent('Ask', node);
        const queue = createEventQueue(component, 'result');
        [{n: 0}, {n: 1}].forEach(queue.push);
        await jest.advanceTimersByTimeAsync(500);
        expect(written).toHaveLength(2);
    }
    jest.useRealTimers();
});

test('a callback that never ends holds up the next result for a minute, and the developer is told', async () => {
    jest.useFakeTimers();
    const dash = createDashStore([{output: 'answer.children', inputs: ['ask.result'], outputs: ['answer.children']}]);
    const {component, written, errors} = placeComponent('Ask', dash, 'ask');
    const queue = createEventQueue(component, 'result');
    [{n: 0}, {n: 1}].forEach(queue.push);
    await flush();
    dash.runs[0].send();
    await jest.advanceTimersByTimeAsync(59999);
    expect(written).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(written).toHaveLength(2);
    expect(errors).toHaveLength(1);
    jest.useRealTimers();
});

test('an event that waits for a run of a new layout goes on when that run has been cancelled', async () => {
    const dash = createDashStore([{output: 'page.children', inputs: ['ask.result'], outputs: ['page.children']}]);
    const {component, written} = placeComponent('MethodInvoke', dash, 'ask');
    const queue = createEventQueue(component, 'result');
    [{n: 0}, {n: 1}].forEach(queue.push);
    await flush();
    dash.runs[0]!.send();
    dash.echo();
    dash.request('ask.result', {}, {'ask.result': 1});
    await dash.runs[0]!.settle({data: {}});
    expect(written).toHaveLength(1);
    queue.restore();
    await flush();
    expect(written).toHaveLength(2);
});
