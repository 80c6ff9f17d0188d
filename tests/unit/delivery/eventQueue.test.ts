import {createEventQueue} from '../../../src/delivery/eventQueue';
import {createDashStore, flush} from '../../fakes/dashStore';

test('each result is reported when the callbacks of the one before have ended', async () => {
    const dash = createDashStore([{output: 'answer.children', inputs: ['ask.result'], outputs: ['answer.children']}]);
    const reported: object[] = [];
    const warn = jest.fn();
    const setProps = dash.setProps('ask');
    const queue = createEventQueue(
        'result',
        dash.node('ask'),
        (props) => {
            reported.push(props.result);
            setProps(props);
        },
        warn,
    );
    [{n: 0}, {n: 1}, {n: 2}].forEach(queue.push);
    for (let n = 0; n < 3; n++) {
        await flush();
        expect(reported).toHaveLength(n + 1);
        dash.runs[n].send();
        await dash.runs[n].settle(n === 0 ? {error: {status: 500}} : {data: {}});
    }
    expect(reported).toEqual([{n: 0}, {n: 1}, {n: 2}]);
});

test('when nobody listens the results follow at once', async () => {
    const dash = createDashStore([]);
    const report = jest.fn();
    const queue = createEventQueue('result', dash.node('ask'), report, jest.fn());
    [{n: 0}, {n: 1}].forEach(queue.push);
    await flush();
    expect(report).toHaveBeenCalledTimes(2);
});

test('without an id, or on a renderer of another shape, they are reported all the same', async () => {
    jest.useFakeTimers();
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const node of [
        {store: null, path: null, id: undefined},
        {store: null, path: null, id: 'ask'},
    ]) {
        const report = jest.fn();
        const queue = createEventQueue('result', () => node, report, jest.fn());
        [{n: 0}, {n: 1}].forEach(queue.push);
        await jest.advanceTimersByTimeAsync(500);
        expect(report).toHaveBeenCalledTimes(2);
    }
    jest.useRealTimers();
});

test('a callback that never ends holds up the next result for a minute, and the developer is told', async () => {
    jest.useFakeTimers();
    const dash = createDashStore([{output: 'answer.children', inputs: ['ask.result'], outputs: ['answer.children']}]);
    const [report, warn] = [jest.fn(dash.setProps('ask')), jest.fn()];
    const queue = createEventQueue('result', dash.node('ask'), report, warn);
    [{n: 0}, {n: 1}].forEach(queue.push);
    await flush();
    dash.runs[0].send();
    await jest.advanceTimersByTimeAsync(59999);
    expect(report).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(report).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
});
