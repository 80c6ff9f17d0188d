import {webAgent} from '../../../../src/fdc3/webAgent';
import {createAgentSubscriber} from '../../../../src/hosts/fdc3/agentSubscriber';
import {createFdc3Page} from '../../../fakes/fdc3Page';

jest.mock('../../../../src/fdc3/bus/busAgent', () => ({createBusAgent: jest.fn()}));
jest.mock('../../../../src/fdc3/webAgent', () => ({webAgent: jest.fn()}));
jest.mock('../../../../src/fdc3/windowsAround', () => ({mayAskAround: () => true}));

const around = webAgent as jest.Mock;
const agent = {getInfo: async () => ({fdc3Version: '2.2', provider: 'around'})};

/** A component of a page on a stable bus, whose agent is asked for around it. */
function setUp() {
    const page = createFdc3Page('Fdc3Context');
    page.connection.setSettings({fdc3: {agent: 'web'}});
    page.connect();
    const end = jest.fn();
    const start = jest.fn(async () => end);
    const stop = createAgentSubscriber(page.component, page.connection)(start);
    return {...page, start, stop, end};
}

beforeEach(() => {
    jest.useFakeTimers();
    around.mockReset().mockResolvedValue(null);
});

afterEach(() => jest.useRealTimers());

test('an agent that comes late is found, and ends the error', async () => {
    const {start, written} = setUp();
    await jest.advanceTimersByTimeAsync(0);
    expect(written).toMatchObject([{error: {code: 'not_connected', operation: 'subscribe'}}]);
    around.mockResolvedValue(agent);
    await jest.advanceTimersByTimeAsync(500);
    expect(start).toHaveBeenCalledTimes(1);
    expect(written.slice(1)).toEqual([{error: null}]);
    await jest.advanceTimersByTimeAsync(100000);
    expect(around).toHaveBeenCalledTimes(2);
    expect(start).toHaveBeenCalledTimes(1);
});

test('attempts become rarer, are one at a time however often the connection changes, and report one error', async () => {
    const {connect, written} = setUp();
    await jest.advanceTimersByTimeAsync(0);
    for (let change = 1; change <= 5; change++) {
        connect();
        await jest.advanceTimersByTimeAsync(0);
    }
    expect(around).toHaveBeenCalledTimes(6);
    await jest.advanceTimersByTimeAsync(500 + 1000 + 2000);
    expect(around).toHaveBeenCalledTimes(9);
    await jest.advanceTimersByTimeAsync(3900);
    expect(around).toHaveBeenCalledTimes(9);
    expect(written).toHaveLength(1);
});

test('a start that fails is repeated too', async () => {
    around.mockResolvedValue(agent);
    const {start, written, end} = setUp();
    start.mockRejectedValueOnce(new Error('busy'));
    await jest.advanceTimersByTimeAsync(0);
    expect(written).toMatchObject([{error: {message: expect.stringContaining('busy')}}]);
    await jest.advanceTimersByTimeAsync(500);
    expect(start).toHaveBeenCalledTimes(2);
    expect(written[1]).toEqual({error: null});
    expect(end).not.toHaveBeenCalled();
});

test('a component that goes asks no more', async () => {
    const {stop} = setUp();
    await jest.advanceTimersByTimeAsync(0);
    stop();
    await jest.advanceTimersByTimeAsync(100000);
    expect(around).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
});
