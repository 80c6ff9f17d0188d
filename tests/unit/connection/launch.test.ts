import {readLaunch, windowName} from '../../../src/connection/launch';
import {trustOnly} from '../../../src/connection/trust';

const launch = {instance: 'i1', opener: 'i2', start: 's1'};

function openedBy({
    opener,
    referrer = '',
    name = windowName(launch),
}: {
    opener?: unknown;
    referrer?: string;
    name?: string;
}) {
    Object.defineProperty(window, 'opener', {value: opener ?? null, configurable: true});
    Object.defineProperty(document, 'referrer', {value: referrer, configurable: true});
    window.name = name;
}

const foreignWindow = {
    get location(): never {
        throw new DOMException('Blocked a frame from accessing a cross-origin frame.', 'SecurityError');
    },
};

beforeEach(() => trustOnly(['https://desk.example.com'], () => undefined));
afterEach(() => {
    window.name = '';
});

test.each([
    ['of the own origin', {opener: window}],
    ['of the own origin that has gone', {referrer: 'http://localhost/desk?x=1'}],
    ['of a trusted origin', {opener: foreignWindow, referrer: 'https://desk.example.com/'}],
])('a page %s can open this one as its app', (_, page) => {
    openedBy(page);
    expect(readLaunch()).toEqual(launch);
    expect(window.name).toBe(windowName(launch));
});

test.each([
    ['of another origin', {opener: foreignWindow, referrer: 'https://evil.example.com/'}],
    ['of another origin that does not say so', {opener: foreignWindow}],
    ['of another origin that has gone', {referrer: 'https://evil.example.com/'}],
    ['whose origin begins as a trusted one', {opener: foreignWindow, referrer: 'https://desk.example.com.evil.com/'}],
    ['of another port', {opener: foreignWindow, referrer: 'https://desk.example.com:8443/'}],
    ['without an origin', {opener: foreignWindow, referrer: 'about:srcdoc'}],
    ['that is another program', {referrer: 'android-app://com.example/'}],
    ['that is none', {}],
])('a page %s cannot, and its name for the window does not stay', (_, page) => {
    openedBy(page);
    expect(readLaunch()).toBeUndefined();
    expect(window.name).toBe('');
});

test.each([
    '',
    'no JSON',
    '5',
    'null',
    '[]',
    '{}',
    JSON.stringify({...launch, instance: ''}),
    JSON.stringify({...launch, opener: 5}),
    JSON.stringify({...launch, start: null}),
    JSON.stringify({...launch, start: 'x'.repeat(100)}),
])('a name that says something else makes no app: %s', (text) => {
    openedBy({opener: window, name: `dash_glue42 app: ${text}`});
    expect(readLaunch()).toBeUndefined();
});

test("the page's own name stays as it is", () => {
    openedBy({opener: foreignWindow, referrer: 'https://evil.example.com/', name: 'popup'});
    expect(readLaunch()).toBeUndefined();
    expect(window.name).toBe('popup');
});
