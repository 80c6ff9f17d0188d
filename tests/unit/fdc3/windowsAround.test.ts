import {trustOnly} from '../../../src/connection/trust';
import {mayAskAround} from '../../../src/fdc3/windowsAround';

/** A window of another origin: all that this page can read are the windows around it. */
const stranger = (around: object = {}) => {
    const strange = {
        get location() {
            return {
                get origin(): string {
                    throw new DOMException('Blocked a frame', 'SecurityError');
                },
            };
        },
        opener: null,
        parent: null as unknown,
        ...around,
    };
    strange.parent ??= strange;
    return strange;
};

const own = () => {
    const page = {location: {origin: window.origin}, opener: null, parent: null as unknown};
    page.parent = page;
    return page;
};

function place({opener = null as object | null, parent = null as object | null, trusted = [] as string[]}) {
    trustOnly(trusted, () => undefined);
    Object.defineProperty(window, 'opener', {value: opener, configurable: true});
    Object.defineProperty(window, 'parent', {value: parent ?? window, configurable: true});
}

afterEach(() => place({}));

const agent = 'https://desk.example.com';

test('a page alone asks no window, whatever it trusts', () => {
    place({trusted: [agent]});
    expect(mayAskAround()).toBe(false);
});

test('a page that trusts no other origin asks only where a window around it is of its own origin', () => {
    place({parent: stranger()});
    expect(mayAskAround()).toBe(false);
    place({opener: stranger()});
    expect(mayAskAround()).toBe(false);
    place({parent: own()});
    expect(mayAskAround()).toBe(true);
    place({opener: own()});
    expect(mayAskAround()).toBe(true);
    place({parent: stranger({parent: own()})});
    expect(mayAskAround()).toBe(true);
    place({parent: stranger({opener: own()})});
    expect(mayAskAround()).toBe(true);
});

test('windows that have opened each other are looked at once', () => {
    const first = stranger();
    const second = stranger({opener: first});
    first.opener = second as never;
    place({opener: second});
    expect(mayAskAround()).toBe(false);
});

test('where another origin is trusted any window may be of it', () => {
    place({parent: stranger(), trusted: [agent]});
    expect(mayAskAround()).toBe(true);
});
