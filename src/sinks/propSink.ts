import {isInPage, setPropsOf} from '../dash/otherComponents';
import {NotThereYet} from '../delivery/batchLoop';
import {pythonRepr} from '../values/pythonRepr';
import {type CreateSink, idOf, text, wrong} from './sink';

/** Writes the items of each batch, or the latest ones, into a prop of another component. */
export const createPropSink: CreateSink = (options, {store, latest}) => {
    const id = idOf(options);
    const prop = text(options, 'prop');
    if (prop === 'children') {
        // Dash would make a component of an item that looks like one, and items come from other apps.
        throw wrong(
            options,
            '"prop" must not be "children": write into a dcc.Store, and make children of it in a callback.',
        );
    }
    const value = options.value ?? 'items';
    if (value !== 'items' && value !== 'latest') {
        throw wrong(options, `"value" must be "items" or "latest", not ${pythonRepr(value)}.`);
    }
    return {
        isOfLatest: value === 'latest',
        open: () => {
            if (!isInPage(store(), id)) {
                const missing = `to: there is no component with the id ${pythonRepr(id)} in the page for "${prop}".`;
                throw new NotThereYet('invalid_setting', missing);
            }
            return ({items}) => setPropsOf(store(), id, {[prop]: value === 'latest' ? latest() : items});
        },
    };
};
