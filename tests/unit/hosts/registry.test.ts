import type {Rendered} from '../../../src/dash/component';
import {findHost} from '../../../src/hosts/registry';
import {nextTask} from '../../fakes/dashStore';

const rendered = (id: string, setProps: (props: object) => void = () => undefined): {current: Rendered<object>} => ({
    current: {node: {store: null, path: null, id}, props: {setProps}},
});

function setUp(id: string) {
    const happened: string[] = [];
    const create = () => ({
        onMount: () => {
            happened.push('mounted');
            return () => happened.push('unmounted');
        },
        dispose: () => happened.push('disposed'),
    });
    const entry = findHost('X', id, rendered(id), create as never);
    return {happened, create: create as never, entry};
}

test('of two components of one id the first brings the host to work and the last one ends it, once', async () => {
    const {happened, entry} = setUp('two');
    const [first, second] = [entry.mount({}), entry.mount({})];
    first();
    await nextTask();
    expect(happened).toEqual(['mounted']);
    second();
    await nextTask();
    expect(happened).toEqual(['mounted', 'unmounted', 'disposed']);
});

test('two that go in one go end the host once', async () => {
    const {happened, entry} = setUp('both');
    [entry.mount({}), entry.mount({})].forEach((unmount) => unmount());
    await nextTask();
    expect(happened).toEqual(['mounted', 'unmounted', 'disposed']);
});

test('a component that takes the place of another in the same go keeps the host', async () => {
    const {happened, entry, create} = setUp('kept');
    entry.mount({})();
    const next = findHost('X', 'kept', rendered('kept'), create);
    next.mount({});
    await nextTask();
    expect(next).toBe(entry);
    expect(happened).toEqual(['mounted', 'unmounted', 'mounted']);
});

test('what React shows under another id is not written to', () => {
    const written: object[] = [];
    const shown = rendered('a', (props) => written.push(props));
    const {component, mount} = findHost('X', 'a', shown, () => ({}));
    mount({});
    shown.current = rendered('b', (props) => written.push({...props, id: 'b'})).current;
    component.write({n: 1});
    expect(written).toEqual([]);
});
