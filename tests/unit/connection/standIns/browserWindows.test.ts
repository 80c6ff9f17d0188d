import {browserWindows} from '../../../../src/connection/standIns/browserWindows';

interface Shown {
    closed: boolean;
    close: () => void;
    focus: jest.Mock;
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
        };
        shown.push(one);
        return isBlocked ? null : (one as unknown as Window);
    });
    return {windows: browserWindows(), open, shown};
}

test('a window has the size and the place that were asked for; what a browser does not know is left out', async () => {
    const {windows, open} = setUp();
    const opened = await windows.open('one', 'http://host/page', {width: 500, height: 300.4, left: -20, top: 0, title: 'Title', mode: 'html'});
    expect(open).toHaveBeenCalledWith('http://host/page', opened.id, 'popup,width=500,height=300,left=-20,top=0');
    expect(opened.name).toBe('one');
    expect(await opened.getURL()).toBe('http://host/page');
});

test('without a size it is a window still, not a tab', async () => {
    const {windows, open} = setUp();
    await windows.open('one', 'http://host/page');
    expect(open.mock.calls[0][2]).toBe('popup,width=800,height=600');
});

test('a size that is no number is refused', async () => {
    const {windows, open} = setUp();
    await expect(windows.open('one', 'http://host/page', {width: '50%'})).rejects.toThrow('options["width"] must be a number of pixels, not "50%".');
    expect(open).not.toHaveBeenCalled();
});

test('a name is taken as long as its window is open', async () => {
    const {windows, shown} = setUp();
    const first = await windows.open('one', 'http://host/1');
    await expect(windows.open('one', 'http://host/2')).rejects.toThrow(/A window named "one" is open already/);
    expect(shown).toHaveLength(1);
    expect(windows.list()).toEqual([first]);
    expect(windows.findById(first.id)).toBe(first);
    await first.focus();
    expect(shown[0].focus).toHaveBeenCalled();
    await first.close();
    expect(windows.list()).toEqual([]);
    expect((await windows.open('one', 'http://host/2')).id).not.toBe(first.id);
});

test('a blocked pop-up says so and what to do, and takes no name', async () => {
    const {windows} = setUp(true);
    for (let times = 0; times < 2; times++) {
        await expect(windows.open('one', 'http://host/1')).rejects.toThrow(/blocked the window as a pop-up.*click.*allow pop-ups/);
    }
});
