import {serialize} from '../../../src/async/serialize';

test('a task begins when the one before it has ended, also by a failure, and its outcome is the caller’s', async () => {
    const inTurn = serialize();
    const events: string[] = [];
    let end: () => void = () => undefined;
    const first = inTurn(async () => {
        events.push('first begins');
        await new Promise<void>((resolve) => (end = resolve));
        events.push('first ends');
        throw new Error('first failed');
    });
    const second = inTurn(async () => {
        events.push('second begins');
        return 2;
    });
    await Promise.resolve();
    expect(events).toEqual(['first begins']);
    end();
    await expect(first).rejects.toThrow('first failed');
    await expect(second).resolves.toBe(2);
    expect(events).toEqual(['first begins', 'first ends', 'second begins']);
});
