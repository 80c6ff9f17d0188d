import {keepResult} from '../async/keepResult';
import {scriptUrl} from './scriptUrl';

const load = keepResult(
    () =>
        new Promise<void>((resolve, reject) => {
            const script = document.createElement('script');
            script.src = scriptUrl('dash_glue42.inspector.js');
            script.onload = () => resolve();
            script.onerror = () => reject(new Error(`dash_glue42: ${script.src} could not be loaded.`));
            document.head.append(script);
        }),
);

/** `glue42dash.inspect` until the inspector's script, which it loads, has put its own function there. */
export async function inspect(): Promise<void> {
    await load();
    await window.glue42dash!.inspect();
}
