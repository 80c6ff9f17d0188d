import {definitionProblem, registerMethod} from '../../../src/interop/methods';
import {createFakeBus} from '../../fakes/bus';
import {flush} from '../../fakes/dashStore';

const echo = async (args: unknown) => args as object;

test.each(['Sum', {name: 'Sum'}, {name: 'Sum', accepts: 'double a', unknown: 1}])('%j is a definition', definition => {
    expect(definitionProblem(definition)).toBeNull();
});

test.each([undefined, null, '', 42, {}, {name: ''}, {name: 42}, [], ['Sum']])('%j is none, and the problem says so', definition => {
    expect(definitionProblem(definition)).toMatch(/^definition must be a method's name or a dict with a "name"/);
});

test('registers with all keys, answers with what the handler gives, and unregisters', async () => {
    const {bus, methods, call} = createFakeBus();
    const outcomes: (string | null)[] = [];
    const unregister = registerMethod(bus, {name: 'Sum', flags: {x: 1}}, echo, outcome => outcomes.push(outcome));
    await flush();
    expect(methods.get('Sum')!.definition).toEqual({name: 'Sum', flags: {x: 1}});
    await expect(call('Sum', {a: 1})).resolves.toEqual({a: 1});
    unregister();
    await flush();
    expect([...methods.keys()]).toEqual([]);
    expect(outcomes).toEqual([null]);
});

test("the handler's rejection is the caller's, and the caller is plain data", async () => {
    const {bus, call} = createFakeBus();
    const callers: object[] = [];
    registerMethod(bus, 'Sum', (_, caller) => Promise.reject(`No, ${JSON.stringify(callers.push(caller))}`), () => undefined);
    await flush();
    await expect(call('Sum', {}, {application: 'Excel', getMethods: () => []} as object)).rejects.toBe('No, 1');
    expect(callers).toEqual([{application: 'Excel'}]);
});

test('a name taken by another component is reported, and stays registered there', async () => {
    const {bus, methods} = createFakeBus();
    const outcomes: (string | null)[] = [];
    registerMethod(bus, 'Sum', echo, () => undefined);
    registerMethod(bus, 'Sum', echo, outcome => outcomes.push(outcome))();
    registerMethod(bus, 'Sum', echo, outcome => outcomes.push(outcome));
    await flush();
    expect(outcomes).toEqual(['A method with the name "Sum" already exists!']);
    expect([...methods.keys()]).toEqual(['Sum']);
});

test('a component that replaces another finds the name free, however fast', async () => {
    const {bus, methods} = createFakeBus();
    const outcomes: (string | null)[] = [];
    for (let n = 0; n < 3; n++) {
        registerMethod(bus, 'Sum', echo, outcome => outcomes.push(outcome))();
    }
    registerMethod(bus, 'Sum', echo, outcome => outcomes.push(outcome));
    await flush();
    expect([...methods.keys()]).toEqual(['Sum']);
    expect(outcomes).toEqual([null]);
});

test('a registration that the loss of the bus cut short is tried again on return', async () => {
    const {bus, interop, methods, setConnected} = createFakeBus();
    const outcomes: (string | null)[] = [];
    interop.registerAsync.mockImplementationOnce(async () => {
        setConnected(false);
        throw 'Unable to find peer with id';
    });
    registerMethod(bus, 'Sum', echo, outcome => outcomes.push(outcome));
    await flush();
    expect(outcomes).toEqual([]);
    setConnected(true);
    await flush();
    expect(outcomes).toEqual([null]);
    expect([...methods.keys()]).toEqual(['Sum']);
});

test('without a bus (skipInit) nothing happens', () => {
    const {bus} = createFakeBus();
    expect(() => registerMethod({...bus, glue: null}, 'Sum', echo, () => undefined)()).not.toThrow();
});
