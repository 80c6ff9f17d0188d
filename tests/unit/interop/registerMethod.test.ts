import type {Problem} from '../../../src/values/busError';
import {registerMethod as register} from '../../../src/interop/registerMethod';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {flush, nextTask} from '../../fakes/dashStore';

type Registration = Parameters<typeof register>;

const registerMethod = (
    connection: Registration[0],
    definition: Registration[1],
    handler: Registration[2],
    onOutcome: Registration[3],
    by = 'MethodRegister "x"',
) => register(connection, definition, handler, onOutcome, by);

const echo = async (args: unknown) => args as object;

function setUp() {
    const fake = createFakeBus();
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus: fake.bus});
    return {
        ...fake,
        connection,
        lose: () => connection.set({status: 'disconnected', bus: fake.bus}),
        comeBack: () => connection.set({status: 'connected', bus: fake.bus}),
    };
}

test('registers with all keys, answers with what the handler gives, and unregisters', async () => {
    const {connection, methods, call} = setUp();
    const outcomes: (Problem | null)[] = [];
    const unregister = registerMethod(connection, {name: 'Sum', flags: {x: 1}}, echo, (outcome) =>
        outcomes.push(outcome),
    );
    await flush();
    expect(methods.get('Sum')!.definition).toEqual({name: 'Sum', flags: {x: 1}});
    await expect(call('Sum', {a: 1})).resolves.toEqual({a: 1});
    await nextTask();
    unregister();
    await flush();
    expect([...methods.keys()]).toEqual([]);
    expect(outcomes).toEqual([null]);
});

test("the handler's rejection is the caller's, and the caller is plain data", async () => {
    const {connection, call} = setUp();
    const callers: object[] = [];
    registerMethod(
        connection,
        'Sum',
        (_, caller) => Promise.reject(`No, ${JSON.stringify(callers.push(caller))}`),
        () => undefined,
    );
    await flush();
    await expect(call('Sum', {}, {application: 'Excel', getMethods: () => []} as object)).rejects.toBe('No, 1');
    expect(callers).toEqual([{application: 'Excel'}]);
});

test('the name goes when all calls have their answer', async () => {
    jest.useFakeTimers();
    const {connection, interop, methods, call} = setUp();
    let answer: (result: object) => void = () => undefined;
    const unregister = registerMethod(
        connection,
        'Sum',
        () => new Promise((resolve) => (answer = resolve)),
        () => undefined,
    );
    await flush();
    const first = call('Sum', {});
    unregister();
    await flush();
    await jest.advanceTimersByTimeAsync(1);
    expect(interop.unregister).not.toHaveBeenCalled();
    answer({n: 1});
    await expect(first).resolves.toEqual({n: 1});
    await jest.advanceTimersByTimeAsync(1);
    expect(methods.size).toBe(0);
    jest.useRealTimers();
});

test('a name taken by another component is reported, and stays registered there', async () => {
    const {connection, methods} = setUp();
    const outcomes: (Problem | null)[] = [];
    registerMethod(connection, 'Sum', echo, () => undefined, 'MethodRegister "first"');
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome))();
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    await nextTask();
    expect(outcomes).toEqual([
        {
            code: 'name_taken',
            message:
                'MethodRegister "first" of this page has the method "Sum": register it once, or under another name.',
        },
    ]);
    expect([...methods.keys()]).toEqual(['Sum']);
});

test('a name taken by a script of the page is reported', async () => {
    const {connection, interop} = setUp();
    const outcomes: (Problem | null)[] = [];
    await interop.registerAsync({name: 'Sum'}, echo);
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    await nextTask();
    expect(outcomes).toEqual([
        {code: 'name_taken', message: 'this page offers "Sum" already: register it once, or under another name.'},
    ]);
});

test.each([
    ['Tick42.FDC3.Intents.ViewChart', {name: 'Tick42.FDC3.Intents.ViewChart', flags: {intent: {}}}],
    [
        {
            name: 'Tick42.FDC3.Intents.ViewChart',
            displayName: 'Chart',
            flags: {x: 1, intent: {contextTypes: ['fdc3.instrument']}},
        },
        {
            name: 'Tick42.FDC3.Intents.ViewChart',
            displayName: 'Chart',
            flags: {x: 1, intent: {displayName: 'Chart', contextTypes: ['fdc3.instrument']}},
        },
    ],
    ['ViewChart', {name: 'ViewChart'}],
])('%j is registered as an intent if its name makes it one', async (definition, registered) => {
    const {connection, interop} = setUp();
    registerMethod(connection, definition, echo, () => undefined);
    await flush();
    expect(interop.registerAsync).toHaveBeenCalledWith(registered, expect.any(Function));
});

test('a component that replaces another finds the name free, however fast', async () => {
    const {connection, methods} = setUp();
    const outcomes: (Problem | null)[] = [];
    for (let n = 0; n < 3; n++) {
        registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome))();
    }
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    await nextTask();
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(outcomes).toEqual([null]);
});

test.each(Array.from({length: 12}, (_, turns) => turns))(
    'one that is ended twice does not part those that register its name %d turns later',
    async (turns) => {
        const {connection} = setUp();
        const outcomes: (string | undefined)[] = [];
        const register = (by: string) =>
            registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome?.message), by);
        const end = register('x');
        await flush();
        end();
        end();
        for (let turn = 0; turn < turns; turn++) {
            await Promise.resolve();
        }
        register('y');
        await nextTask();
        register('z');
        await nextTask();
        expect(outcomes).toEqual([
            undefined,
            undefined,
            expect.stringContaining('y of this page has the method "Sum"'),
        ]);
    },
);

test('names that two components swap are waited for, and then both are there, without a failure', async () => {
    const {connection, methods, call} = setUp();
    const outcomes: (Problem | null)[] = [];
    const register = (name: string, by: string) =>
        registerMethod(
            connection,
            name,
            async () => ({by}),
            (outcome) => outcomes.push(outcome),
        );
    const leaveA = register('A', 'x');
    const leaveB = register('B', 'y');
    await flush();
    leaveA();
    register('B', 'x');
    leaveB();
    register('A', 'y');
    await nextTask();
    expect([...methods.keys()].sort()).toEqual(['A', 'B']);
    await expect(Promise.all([call('A', {}), call('B', {})])).resolves.toEqual([{by: 'y'}, {by: 'x'}]);
    expect(outcomes).toEqual([null, null, null, null]);
});

test('a name is taken from the component that leaves it when its callers have their answer', async () => {
    const {connection, interop, methods, call} = setUp();
    let answer: (result: object) => void = () => undefined;
    const outcomes: (Problem | null)[] = [];
    const leave = registerMethod(
        connection,
        'Sum',
        () => new Promise((resolve) => (answer = resolve)),
        () => undefined,
    );
    await flush();
    const first = call('Sum', {});
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    leave();
    await nextTask();
    expect(interop.unregister).not.toHaveBeenCalled();
    expect(outcomes).toEqual([]);
    answer({n: 1});
    await expect(first).resolves.toEqual({n: 1});
    await nextTask();
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(outcomes).toEqual([null]);
});

test('a name that was refused is registered when its holder has left it, by one of those who want it', async () => {
    const {connection, methods} = setUp();
    const outcomes: {[by: string]: (string | null)[]} = {x: [], y: [], z: []};
    const register = (by: string) =>
        registerMethod(connection, 'Sum', echo, (outcome) => outcomes[by].push(outcome && 'taken'));
    const leaveX = register('x');
    const leaveY = register('y');
    register('z');
    await nextTask();
    expect(outcomes).toEqual({x: [null], y: ['taken'], z: ['taken']});
    leaveX();
    await nextTask();
    expect(outcomes).toEqual({x: [null], y: ['taken', null], z: ['taken', 'taken']});
    leaveY();
    await nextTask();
    expect(outcomes.z).toEqual(['taken', 'taken', null]);
    expect(methods.size).toBe(1);
});

test('a name that was to change hands while the bus was away does so on return', async () => {
    const {connection, interop, methods, lose, comeBack} = setUp();
    const outcomes: (Problem | null)[] = [];
    const leave = registerMethod(connection, 'Sum', echo, () => undefined);
    await flush();
    lose();
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    leave();
    await nextTask();
    expect(interop.registerAsync).toHaveBeenCalledTimes(1);
    expect(interop.unregister).not.toHaveBeenCalled();
    comeBack();
    await nextTask();
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(outcomes).toEqual([null]);
});

test.each([
    ['refuses', () => flush().then(() => Promise.reject('Unable to find peer with id'))],
    ['never answers', () => new Promise(() => undefined)],
])('a registration that the bus %s because it goes away is done again on return', async (_, answer) => {
    const {connection, interop, methods, lose, comeBack} = setUp();
    const outcomes: (Problem | null)[] = [];
    interop.registerAsync.mockImplementationOnce(() => {
        void Promise.resolve().then(lose);
        return answer();
    });
    const unregister = registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    await flush();
    expect(outcomes).toEqual([]);
    comeBack();
    await flush();
    expect(outcomes).toEqual([null]);
    expect([...methods.keys()]).toEqual(['Sum']);
    unregister();
    await flush();
    expect(methods.size).toBe(0);
    expect(connection.listeners.size).toBe(0);
});

test('while the bus is away nothing is asked of it; what was wanted meanwhile is done on return', async () => {
    const {connection, interop, methods, lose, comeBack} = setUp();
    const unregister = registerMethod(connection, 'Old', echo, () => undefined);
    await flush();
    lose();
    unregister();
    registerMethod(connection, 'New', echo, () => undefined);
    await flush();
    expect(interop.registerAsync).toHaveBeenCalledTimes(1);
    expect(interop.unregister).not.toHaveBeenCalled();
    comeBack();
    await flush();
    expect([...methods.keys()]).toEqual(['New']);
});

test('a method that was registered when the bus was lost is left to the library on return', async () => {
    const {connection, interop, lose, comeBack} = setUp();
    registerMethod(connection, 'Sum', echo, () => undefined);
    await flush();
    lose();
    comeBack();
    await flush();
    expect(interop.registerAsync).toHaveBeenCalledTimes(1);
});

test('a bus that was left for good is not asked any more, and no listener stays', async () => {
    const {connection, interop} = setUp();
    const unregister = registerMethod(connection, 'Sum', echo, () => undefined);
    await flush();
    connection.set({status: 'absent'});
    unregister();
    await flush();
    expect(interop.unregister).not.toHaveBeenCalled();
    expect(connection.listeners.size).toBe(0);
});

test('on a bus that others in the page share a method goes also after that bus was left, and its name is free then', async () => {
    const {bus, connection, methods} = setUp();
    bus.isShared = true;
    const outcomes: (Problem | null)[] = [];
    const unregister = registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    await flush();
    connection.set({status: 'absent'});
    unregister();
    await flush();
    expect(methods.size).toBe(0);
    connection.set({status: 'connected', bus});
    registerMethod(connection, 'Sum', echo, (outcome) => outcomes.push(outcome));
    await flush();
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(outcomes).toEqual([null, null]);
});

test('without a bus (skipInit) nothing happens', () => {
    const {connection, bus} = setUp();
    connection.set({status: 'connected', bus: {...bus, glue: null}});
    expect(() => registerMethod(connection, 'Sum', echo, () => undefined)()).not.toThrow();
});
