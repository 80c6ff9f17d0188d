import {BusError} from '../values/busError';
import {isDict} from '../values/isDict';
import {pythonRepr} from '../values/pythonRepr';
import {createFunctionSink} from './functionSink';
import {createGraphSink} from './graphSink';
import {createGridSink} from './gridSink';
import {createPropSink} from './propSink';
import {type CreateSink, type Sink, type SinkSource} from './sink';

const creators = new Map<unknown, CreateSink>([
    ['grid', createGridSink],
    ['graph', createGraphSink],
    ['prop', createPropSink],
    ['function', createFunctionSink],
]);

/** Makes the sink that a dict of the prop `to` describes; throws with what is wrong with it. */
export function createSink(options: unknown, source: SinkSource): Sink {
    const create = isDict(options) ? creators.get(options.sink) : undefined;
    if (!isDict(options) || !create) {
        throw new BusError(
            'invalid_setting',
            `to must be made by to_grid, to_graph, to_prop or to_function, or be a list of those, not ${pythonRepr(options).slice(0, 200)}.`,
        );
    }
    return create(options, source);
}
