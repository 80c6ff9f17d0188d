import '../connection/globals';
import {stringId} from '../dash/propKeys';
import {BusError} from '../values/busError';
import {pythonRepr} from '../values/pythonRepr';

type Push = (command: object) => void;

const publishers = new Map<string, Push>();

/** Lets scripts of the page push through the StreamPublish of this id, until the returned function is called. */
export function offerPush(id: string | undefined, push: Push): () => void {
    if (id === undefined) {
        return () => undefined;
    }
    publishers.set(id, push);
    return () => {
        if (publishers.get(id) === push) {
            publishers.delete(id);
        }
    };
}

window.glue42dash!.push = (id, data) => {
    const push = publishers.get(stringId(id)!);
    if (!push) {
        throw new BusError('removed', `glue42dash.push: this page has no StreamPublish ${pythonRepr(id)}.`);
    }
    push({data});
};
