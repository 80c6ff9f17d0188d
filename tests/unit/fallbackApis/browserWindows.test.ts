import {browserWindows} from '../../../src/fallbackApis/browserWindows';

interface Shown {
    closed: boolean;
    close: () => void;
    focus: jest.Mock;
    opener: unknown;
    location: {replace: jest.Mock};
}

function setUp(isBlocked = false) {
    const shown: Shown[] = [];
    const open = jest.spyOn(window, 'open').mockImplementation(() => {
        const one: Shown = {
            closed: false,
            close: () => {
                one.closed = true;
            },
            focus: jest.fn(),
            opener: window,
            location: {replace: jest.fn()},
        };
        shown.push(one);
        return isBlocked ? null : (one as unknown as Window);
    });
    return {windows: browserWindows(), open, shown};
}

test('a window has the size and the place that were asked for; what a browser does not know is left out', async () => {
    const {windows, open} = setUp();
    const opened = await windows.open('one', 'http://localhost/page', {
        width: 500,
        height: 300.4,
        left: -20,
        top: 0,
        title: 'Title',
        mode: 'html',
    });
    expect(open).toHaveBeenCalledWith('http://localhost/page', opened.id, 'popup,width=500,height=300,left=-20,top=0');
    expect(opened.name).toBe('one');
    expect(await opened.getURL()).toBe('http://localhost/page');
});

test('without a size it is a window still, not a tab', async () => {
    const {windows, open} = setUp();
    await windows.open('one', 'http://localhost/page');
    expect(open.mock.calls[0][2]).toBe('popup,width=800,height=600');
});

test('a size that is no number is refused', async () => {
    const {windows, open} = setUp();
    await expect(windows.open('one', 'http://localhost/page', {width: '50%'})).rejects.toThrow(
        'options["width"] must be a number of pixels, not "50%".',
    );
    expect(open).not.toHaveBeenCalled();
});

test('a name is taken as long as its window is open', async () => {
    const {windows, shown} = setUp();
    const first = await windows.open('one', 'http://localhost/1');
    await expect(windows.open('one', 'http://localhost/2')).rejects.toThrow(/A window named "one" is open already/);
    expect(shown).toHaveLength(1);
    expect(windows.list()).toEqual([first]);
    expect(windows.findById(first.id)).toBe(first);
    await first.focus();
    expect(shown[0].focus).toHaveBeenCalled();
    await first.close();
    expect(windows.list()).toEqual([]);
    expect((await windows.open('one', 'http://localhost/2')).id).not.toBe(first.id);
});

test('a blocked pop-up says so and what to do, and takes no name', async () => {
    const {windows} = setUp(true);
    for (let times = 0; times < 2; times++) {
        await expect(windows.open('one', 'http://localhost/1')).rejects.toThrow(
            /blocked the window as a pop-up.*click.*allow pop-ups/,
        );
    }
});

test('a page of another origin gets no opener, one of the own origin does', async () => {
    const {windows, open, shown} = setUp();
    await windows.open('own', 'http://localhost/1');
    const foreign = await windows.open('foreign', 'http://localhost:81/1');
    expect(open.mock.calls.map(([url]) => url)).toEqual(['http://localhost/1', 'about:blank']);
    expect(shown.map(({opener}) => opener)).toEqual([window, null]);
    expect(shown[1]!.location.replace).toHaveBeenCalledWith('http://localhost:81/1');
    await expect(foreign.close()).rejects.toThrow('the user has to close this one');
});
