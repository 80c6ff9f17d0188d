import type {Glue} from '../../../src/connection/bus';
import {openWindow} from '../../../src/interop/openWindow';

function setUp(open: (...given: unknown[]) => unknown = async (name) => ({id: 'w1', name})) {
    const windows = {open: jest.fn(open)};
    const opened: object[] = [];
    const glue = {windows} as unknown as Glue;
    const onOpened = (window: object) => opened.push(window);
    return {open: (command: unknown) => openWindow(glue, command, onOpened), windows, opened};
}

test('opens the whole address and tells which window it is; unknown options are passed on, None is none', async () => {
    const {open, windows, opened} = setUp();
    await open({name: 'one', url: '/other/?a=1', options: {width: 300, left: null, mode: 'tab'}});
    expect(windows.open).toHaveBeenCalledWith('one', 'http://localhost/other/?a=1', {width: 300, mode: 'tab'});
    expect(opened).toEqual([{id: 'w1', name: 'one', url: 'http://localhost/other/?a=1'}]);
});

test.each([
    [5, 'open must be a dict {"name", "url", "options"?}, not 5.'],
    [{url: '/'}, 'open: "name" must be a non-empty string, not None.'],
    [{name: 'one'}, 'open: "url" must be a non-empty string, not None.'],
    [{name: 'one', url: '/', options: [1]}, 'open: "options" must be a dict, not [1].'],
    [{name: 'one', url: 'java\nscript:alert(1)'}, 'open: "url" must be the address of a page'],
    [{name: 'one', url: 'data:text/html,x'}, 'open: "url" must be the address of a page'],
    [{name: 'one', url: 'http://'}, 'open: "url" must be the address of a page'],
])('the wrong %j is explained', async (command, problem) => {
    const {open, windows} = setUp();
    await expect(open(command)).rejects.toThrow(problem);
    expect(windows.open).not.toHaveBeenCalled();
});

test('a pop-up that the browser blocked in the platform page is explained, other reasons too', async () => {
    const wrapped = (reason: string) =>
        `Internal Error ... -> Inner message: The platform rejected operation openWindow for domain: windows with reason: "${reason}"`;
    const command = {name: 'one', url: '/'};
    const blocked = setUp(() =>
        Promise.reject(
            new Error(wrapped('The most likely reason is that the user has not approved popups or has a blocker.')),
        ),
    );
    await expect(blocked.open(command)).rejects.toThrow(
        /^open: The browser blocked the window as a pop-up of the platform page/,
    );
    const taken = setUp(() =>
        Promise.reject(
            new Error(wrapped('Cannot open a window with name: one, because a window with that name already exists.')),
        ),
    );
    await expect(taken.open(command)).rejects.toThrow(/^open: a window named "one" is open already/);
    expect(taken.opened).toEqual([]);
});

test('a platform that never answers is not waited for for ever', async () => {
    jest.useFakeTimers();
    const {open} = setUp(() => new Promise(() => undefined));
    const failed = expect(open({name: 'one', url: '/'})).rejects.toThrow(
        'open: the platform did not open the window within 60 seconds.',
    );
    await jest.advanceTimersByTimeAsync(60000);
    await failed;
    jest.useRealTimers();
});
