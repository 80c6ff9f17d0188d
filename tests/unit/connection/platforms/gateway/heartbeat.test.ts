import {startHeartbeat} from '../../../../../src/connection/platforms/gateway/heartbeat';

function setUp() {
    const [ask, onSilent] = [jest.fn(), jest.fn()];
    return {ask, onSilent, ...startHeartbeat({limitMs: 1000, ask, onSilent})};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('after the limit it is asked, and as long after that without a sign it is over, once', () => {
    const {ask, onSilent} = setUp();
    jest.advanceTimersByTime(999);
    expect(ask).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(ask).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(999);
    expect(onSilent).not.toHaveBeenCalled();
    jest.advanceTimersByTime(10000);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(onSilent).toHaveBeenCalledTimes(1);
});

test('any sign starts the silence again', () => {
    const {ask, onSilent, received} = setUp();
    for (let n = 0; n < 10; n++) {
        jest.advanceTimersByTime(1400);
        received();
    }
    expect(ask).toHaveBeenCalledTimes(10);
    expect(onSilent).not.toHaveBeenCalled();
});

test('what is overdue after a sleep is waited for once more, so that what has arrived in the pause counts', () => {
    const {onSilent, received} = setUp();
    jest.advanceTimersByTime(1400);
    // The machine sleeps: whatever is due afterwards runs at once.
    jest.advanceTimersToNextTimer();
    expect(onSilent).not.toHaveBeenCalled();
    received();
    jest.advanceTimersByTime(1000);
    expect(onSilent).not.toHaveBeenCalled();
});

test('stopped, it says nothing any more', () => {
    const {ask, onSilent, stop} = setUp();
    stop();
    jest.advanceTimersByTime(10000);
    expect(ask).not.toHaveBeenCalled();
    expect(onSilent).not.toHaveBeenCalled();
});
