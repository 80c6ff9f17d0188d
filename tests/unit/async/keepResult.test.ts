import {keepResult} from '../../../src/async/keepResult';

it('is loaded once, at the first call', async () => {
    const load = jest.fn(async () => ({}));
    const get = keepResult(load);
    expect(load).not.toHaveBeenCalled();
    const [one, other] = await Promise.all([get(), get()]);
    expect(one).toBe(other);
    expect(load).toHaveBeenCalledTimes(1);
});

it('is loaded again after a failure', async () => {
    const load = jest.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue('there');
    const get = keepResult(load);
    await expect(get()).rejects.toThrow('offline');
    await expect(get()).resolves.toBe('there');
});
