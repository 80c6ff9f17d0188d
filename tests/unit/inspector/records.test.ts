import '../../fakes/textEncoder';
import {copyValue, longestValue, textOf, valueOf} from '../../../src/inspector/copiedValue';
import {bytesOf} from '../../../src/inspector/record';
import {createRecords} from '../../../src/inspector/records';
import {readRecords, saveRecords} from '../../../src/inspector/survival';
import type {Step} from '../../../src/trace/trace';

const received = (args: unknown, changes: Partial<Extract<Step, {step: 'received'}>> = {}): Step => ({
    step: 'received',
    method: 'Sum',
    component: 'MethodRegister "sum"',
    caller: {application: 'Excel', instance: 'i7'},
    args,
    before: 2,
    isVoid: false,
    ...changes,
});

function setUp(earlier?: Parameters<typeof createRecords>[0]) {
    const records = createRecords(earlier);
    const record = (id: string | string[], step: Step) => records.record(id, step);
    const list = () => {
        jest.advanceTimersByTime(100);
        return records.list();
    };
    return {records, record, list, last: () => list()[list().length - 1]};
}

beforeEach(() => {
    jest.useFakeTimers({now: 1_000_000});
    sessionStorage.clear();
});
afterEach(() => jest.useRealTimers());

test('an invocation that comes in goes from queued over running to done, with its times', () => {
    const {record, last} = setUp();
    record('1', received({a: 37, b: 5}));
    expect(last()).toMatchObject({
        kind: 'in',
        state: 'queued',
        name: 'Sum',
        partner: 'Excel',
        component: 'MethodRegister "sum"',
        before: 2,
        preview: '{"a":37,"b":5}',
    });
    const {at} = last();
    jest.setSystemTime(at + 500);
    record('1', {step: 'handedOver'});
    expect(last()).toMatchObject({state: 'running', handedOverAt: at + 500});
    jest.setSystemTime(at + 800);
    record('1', {step: 'callback', how: 'finished'});
    record('1', {step: 'answered', value: {sum: 42}});
    record('1', {step: 'ended'});
    expect(last()).toMatchObject({state: 'done', endedAt: at + 800, callbacks: ['returned']});
    expect(valueOf(last().answer!)).toEqual({sum: 42});
});

test('a refused invocation has the error of its caller, and is late when an answer comes all the same', () => {
    const {record, last} = setUp();
    const problem = {code: 'timeout' as const, message: 'Method "Sum": the callback did not answer within 10 ms.'};
    record('1', received({}));
    record('1', {step: 'answered', problem});
    expect(last()).toMatchObject({state: 'error', problem});
    record('1', {step: 'late'});
    expect(last().state).toBe('late');
});

test('a second answer to an invocation that was answered is not late', () => {
    const {record, last} = setUp();
    record('1', received({}));
    record('1', {step: 'answered', value: {}});
    record('1', {step: 'late'});
    expect(last().state).toBe('done');
});

test('a void invocation ends when its callbacks have ended, and has failed when one of them has', () => {
    const {record, list} = setUp();
    for (const [id, how] of Object.entries({1: 'finished', 2: 'failed'})) {
        record(id, received({}, {isVoid: true}));
        record(id, {step: 'answered', value: undefined});
        expect(list().find((entry) => entry.id === id)!.state).toBe('queued');
        record(id, {step: 'handedOver'});
        record(id, {step: 'callback', how, error: how === 'failed' ? {status: 500} : undefined});
        record(id, {step: 'ended'});
    }
    expect(list().map(({state}) => state)).toEqual(['done', 'error']);
    expect(list()[1].callbacks).toEqual(['failed: the callback failed (HTTP status 500).']);
});

test('a void invocation that no callback has taken has failed', () => {
    const {record, last} = setUp();
    record('1', received({}, {isVoid: true}));
    record('1', {step: 'ended'});
    expect(last()).toMatchObject({state: 'error', callbacks: ['none has taken it']});
});

test('an invocation that waits when its component goes is gone', () => {
    const {record, last} = setUp();
    record('1', received({}, {isVoid: true}));
    record('1', {step: 'answered', value: undefined});
    record('1', {step: 'dropped'});
    expect(last().state).toBe('gone');
});

test('the name of an app that is no text is passed over', () => {
    const {record, last} = setUp();
    const application = {toString: null};
    record('1', received({}, {caller: {application, instance: 'i7'}}));
    expect(last().partner).toBe('i7');
});

test('invocations that a callback gives back wait again', () => {
    const {record, list} = setUp();
    record('1', received({}));
    record('2', received({}));
    record(['1', '2'], {step: 'handedOver'});
    record(['2'], {step: 'putBack'});
    expect(list().map(({state}) => state)).toEqual(['running', 'queued']);
});

test('an invocation that goes out names the app that answered', () => {
    const {record, last} = setUp();
    const command = {definition: {name: 'Sum'}, argumentObj: {a: 1}, target: 'best', invocationId: 'mine'};
    record('1', {step: 'sent', command, component: 'MethodInvoke "ask"'});
    expect(last()).toMatchObject({kind: 'out', state: 'running', name: 'Sum', partner: '', preview: '{"a":1}'});
    const executed_by = {application: 'Calculator'};
    record('1', {step: 'result', result: {invocationResult: {returned: {sum: 3}, executed_by}, error: null}});
    expect(last()).toMatchObject({state: 'done', partner: 'Calculator'});
    expect(valueOf(last().answer!)).toEqual({sum: 3});
});

test('a command that is no dict is recorded with what was written', () => {
    const {record, last} = setUp();
    record('1', {step: 'sent', command: 5, component: 'MethodInvoke "ask"'});
    record('1', {step: 'result', result: {error: {code: 'invalid_command', message: 'invoke must be a dict'}}});
    expect(last()).toMatchObject({name: '5', state: 'error', problem: {code: 'invalid_command'}});
});

test('a command that ends after what has come since stands where it was written', () => {
    const {record, list} = setUp();
    const writtenAt = Date.now();
    for (const id of ['1', '2']) {
        jest.setSystemTime(writtenAt + 1000);
        record(id, received({}));
    }
    record('3', {step: 'performed', component: 'Context "client"', prop: 'update', command: {}, writtenAt});
    expect(list().map(({id}) => id)).toEqual(['3', '1', '2']);
});

test('a value is kept up to 64 KB, and says how long it was', () => {
    const value = 'ü'.repeat(100_000);
    const copied = copyValue(value);
    expect(copied).toMatchObject({isCut: true, length: 100_002});
    expect(copied.bytes.length).toBeLessThanOrEqual(longestValue);
    expect(textOf(copied)).toMatch(/^"ü+$/);
    expect(valueOf(copied)).toBeUndefined();
});

test('the oldest records go when there are more than 1,000', () => {
    const {record, list} = setUp();
    for (let n = 0; n < 1010; n++) {
        record(String(n), received({n}));
    }
    record('0', {step: 'answered', value: {}});
    expect(list()).toHaveLength(1000);
    expect(list()[0].id).toBe('10');
});

test('the oldest records go when all together have more than 8 MB', () => {
    const {record, list} = setUp();
    for (let n = 0; n < 200; n++) {
        record(String(n), received({text: 'x'.repeat(100_000)}));
    }
    expect(list().length).toBeLessThanOrEqual(128);
    expect(list().length).toBeGreaterThan(120);
    expect(list().reduce((sum, entry) => sum + bytesOf(entry), 0)).toBeLessThanOrEqual(8 * 1024 * 1024);
});

test('long errors of other apps count among the 8 MB, each up to 64 KB', () => {
    const {record, list} = setUp();
    for (let n = 0; n < 200; n++) {
        record(String(n), received({}));
        record(String(n), {step: 'answered', problem: {code: 'refused', message: 'x'.repeat(100_000)}});
    }
    expect(list()[0].problem!.message).toHaveLength(longestValue);
    expect(list().reduce((sum, {problem}) => sum + problem!.message.length, 0)).toBeLessThanOrEqual(8 * 1024 * 1024);
});

test('no secret of an error survives a reload', () => {
    const {record, list} = setUp();
    record('1', received({}));
    record('1', {step: 'answered', problem: {code: 'not_connected', message: 'The gateway refused s3cret.'}});
    saveRecords(list(), (text) => text.replace('s3cret', '…'));
    expect(readRecords()[0].problem!.message).toBe('The gateway refused ….');
});

test('listeners are called ten times a second at most, and the list is the same until then', () => {
    const {records, record} = setUp();
    const listener = jest.fn();
    const stop = records.subscribe(listener);
    for (let n = 0; n < 50; n++) {
        record(String(n), received({n}));
    }
    expect(records.list()).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(records.list()).toHaveLength(50);
    stop();
    record('more', received({}));
    jest.advanceTimersByTime(100);
    expect(listener).toHaveBeenCalledTimes(1);
});

test('a value without a form in JSON is recorded without an error for the caller', () => {
    const {record, last} = setUp();
    const circular: {self?: unknown} = {};
    circular.self = circular;
    record('1', received(circular));
    expect(last().preview).toContain('no form in JSON');
});

test('an error in the records does not reach the caller', () => {
    const debug = jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    const {record} = setUp();
    expect(() => record('1', null as never)).not.toThrow();
    expect(debug).toHaveBeenCalled();
});

test('what each part of a stream was given is counted', () => {
    const {records, record, list} = setUp();
    const batch: Step = {step: 'batch', part: 'callbacks', items: 3, conflated: 2, dropped: 1, gap: true};
    record('StreamSubscribe "ticks"', batch);
    record('StreamSubscribe "ticks"', {...batch, gap: false});
    expect(list()).toEqual([]);
    expect(records.streamCounts()).toMatchObject([
        {component: 'StreamSubscribe "ticks"', batches: 2, items: 6, conflated: 4, dropped: 2, gaps: 1},
    ]);
});

test('the newest 200 records survive a reload; those that were under way are gone', () => {
    const {record, list} = setUp();
    for (let n = 0; n < 205; n++) {
        record(String(n), received({n}));
    }
    record('204', {step: 'answered', value: {sum: 1}});
    saveRecords(list(), (text) => text);
    const after = setUp(readRecords());
    expect(after.list()).toHaveLength(200);
    expect(after.list()[0]).toMatchObject({preview: '{"n":5}', state: 'gone', isEarlier: true});
    expect(after.last()).toMatchObject({state: 'done', isEarlier: true, partner: 'Excel'});
    expect(valueOf(after.last().answer!)).toEqual({sum: 1});
});

test('no more than 1 MB survives, the newest', () => {
    const {record, list} = setUp();
    for (let n = 0; n < 40; n++) {
        record(String(n), received({n, text: 'x'.repeat(60_000)}));
    }
    saveRecords(list(), (text) => text);
    expect(sessionStorage.getItem('dash_glue42.inspector.records')!.length).toBeLessThan(1.1 * 1024 * 1024);
    expect(readRecords().length).toBeGreaterThan(10);
    expect(readRecords().pop()!.preview).toContain('"n":39');
});

test.each(['nonsense', '5', '[null]', '[{}]'])('what is no record in the storage is passed over: %s', (text) => {
    sessionStorage.setItem('dash_glue42.inspector.records', text);
    expect(readRecords()).toEqual([]);
});
