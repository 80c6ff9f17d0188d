import {inspect} from '../../../src/bundle/inspect';

const scripts = () => [...document.head.querySelectorAll('script')];

test('the script of the inspector is loaded once, and its own function is called; after a failure it is loaded again', async () => {
    window.glue42dash = {inspect} as unknown as typeof window.glue42dash;
    const failing = inspect();
    scripts()[0].dispatchEvent(new Event('error'));
    await expect(failing).rejects.toThrow(/dash_glue42\.inspector\.js could not be loaded/);

    const opening = inspect();
    expect(scripts()[1].src).toMatch(/dash_glue42\.inspector\.js$/);
    const open = jest.fn(async () => undefined);
    window.glue42dash!.inspect = open;
    scripts()[1].dispatchEvent(new Event('load'));
    await opening;
    expect(open).toHaveBeenCalledTimes(1);
    expect(scripts()).toHaveLength(2);
});
