import {createQueue} from '../../../src/async/queue';
import {flush} from '../../fakes/dashStore';

test('an item whose handling breaks off is told, and the next ones are handled', async () => {
    const [handled, failed]: [number[], [number, unknown][]] = [[], []];
    const queue = createQueue<number>(
        async (item) => {
            if (item === 1) {
                throw 'broken';
            }
            handled.push(item);
        },
        (item, reason) => failed.push([item, reason]),
    );
    [1, 2, 3].forEach(queue.push);
    await flush();
    expect(handled).toEqual([2, 3]);
    expect(failed).toEqual([[1, 'broken']]);
});
