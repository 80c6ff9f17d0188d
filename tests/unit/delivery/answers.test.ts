import {MethodServer} from '../../../src/delivery/methodServer';
import {readAnswers} from '../../../src/delivery/readAnswers';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';
import cases from '../../support/answers.json';

// The same cases are run by `glue_app` and by `bus`, in Python.
const options = {
    name: 'Work',
    isReturning: true,
    timeoutMs: 1000,
    maxPending: 1,
    isDeferred: false,
    maxBatch: 1,
};
const props = {single: 'invoke', answer: 'result'};

test.each(cases)('what the caller gets of $name', async ({written, caller}) => {
    const dash = createDashStore([{output: 'work.result', inputs: ['work.invoke'], outputs: ['work.result']}]);
    const {component, written: events} = placeComponent('MethodRegister', dash, 'work');
    const server = new MethodServer(
        component,
        props,
        () => options,
        () => undefined,
    );
    const answer = server.invoke('Work', {}, {}).then(
        (returned) => ({returned, error: null, code: null}),
        ({message, code}) => ({returned: null, error: message, code}),
    );
    await flush();
    const {invocationId} = events[0].invoke as {invocationId: string};
    const result = JSON.parse(JSON.stringify(written).replace(/"ID"/g, JSON.stringify(invocationId)));
    dash.runs[0].send();
    await dash.runs[0].settle({data: {work: {result}}});
    expect(await answer).toEqual(caller);
});

test('answers without a form in JSON, as a clientside callback can write them, are read as all others', () => {
    const cyclic: {self?: object} = {};
    cyclic.self = cyclic;
    expect(readAnswers([10n, {invocationId: 'a', error: cyclic}])).toEqual([
        expect.stringContaining('not what has no form in JSON (bigint)'),
        {invocationId: 'a', refusal: {code: 'refused', message: 'Refused: what has no form in JSON (object)'}},
    ]);
});
