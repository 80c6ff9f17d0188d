import '../connection/pageGlobals';
import {stringId} from '../dash/propKeys';
import {BusError} from '../values/busError';
import {pythonRepr} from '../values/pythonRepr';

type Push = (command: object) => void;

/** What scripts may push before the file of streams is there. */
const maxEarly = 1000;

/** By the id of their StreamPublish; a list of what waits where its host is not there yet. */
const publishers = new Map<string | undefined, Push | object[]>();

/** From now on scripts of the page may push to the StreamPublish of this id. */
export function expectPush(id: string | undefined): void {
    if (id !== undefined && typeof publishers.get(id) !== 'function') {
        publishers.set(id, []);
    }
}

/** The StreamPublish of this id is not to be expected any more. */
export function forgetPush(id: string | undefined): void {
    if (Array.isArray(publishers.get(id))) {
        publishers.delete(id);
    }
}

/** Lets scripts of the page push through the StreamPublish of this id, until the returned function is called. */
export function offerPush(id: string | undefined, push: Push): () => void {
    if (id === undefined) {
        return () => undefined;
    }
    const early = publishers.get(id);
    publishers.set(id, push);
    if (Array.isArray(early)) {
        early.forEach(push);
    }
    return () => {
        if (publishers.get(id) === push) {
            publishers.delete(id);
        }
    };
}

window.glue42dash!.push = (id, data) => {
    const publisher = publishers.get(stringId(id));
    if (!publisher) {
        throw new BusError('removed', `glue42dash.push: this page has no StreamPublish ${pythonRepr(id)}.`);
    }
    if (typeof publisher === 'function') {
        publisher({data});
    } else if (publisher.length < maxEarly) {
        publisher.push({data});
    } else {
        const what = `${maxEarly} pushes wait for the file of streams already, no more are taken now.`;
        throw new BusError('queue_full', `glue42dash.push: StreamPublish ${pythonRepr(id)}: ${what}`);
    }
};
