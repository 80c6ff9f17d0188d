import {serialize} from '../../../src/async/serialize';

test('tasks run one after another, in the order given, also after one that failed', async () => {
    const inTurn = serialize();
    const happened: string[] = [];
    let finishFirst: (reason: Error) => void = () => undefined;
    const first = inTurn(() => {
        happened.push('first');
        return new Promise<void>((_, reject) => (finishFirst = reject));
    });
    const second = inTurn(async () => happened.push('second'));
    await Promise.resolve();
    expect(happened).toEqual(['first']);
    finishFirst(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await expect(second).resolves.toBe(2);
    expect(happened).toEqual(['first', 'second']);
});
