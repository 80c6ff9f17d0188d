import {NotThereYet} from '../delivery/batchLoop';
import {BusError} from '../values/busError';
import {keyReader, valueReader} from '../values/pathKey';
import {pythonRepr} from '../values/pythonRepr';
import {type CreateSink, idOf, limit, optionalText, text} from './sink';

/** The element in which Plotly has drawn a figure. */
interface PlotElement extends HTMLElement {
    data?: Trace[];
    /** The traces as they are drawn: with typed arrays in the place of encoded ones. */
    _fullData?: Trace[];
}

interface Trace {
    name?: string;
    x?: ArrayLike<unknown>;
    y?: ArrayLike<unknown>;
}

interface Points {
    x: unknown[];
    y: unknown[];
}

declare global {
    interface Window {
        /** Of dcc.Graph, once the page shows one. */
        Plotly?: {
            addTraces: (element: PlotElement, traces: object[]) => Promise<unknown>;
            extendTraces: (
                element: PlotElement,
                points: {x: unknown[][]; y: unknown[][]},
                traces: number[],
                maxPoints: number,
            ) => Promise<unknown>;
        };
    }
}

/** The values of `by` come from other apps, and each is a line. */
const maxTraces = 100;

/** Adds the items as points to a dcc.Graph: to its first trace, or to one for each value of `by`, which is the trace's name. */
export const createGraphSink: CreateSink = (options) => {
    const id = idOf(options);
    const by = optionalText(options, 'by');
    const paths = {x: text(options, 'x'), y: text(options, 'y')};
    const readers = {
        x: valueReader(paths.x),
        y: valueReader(paths.y),
        name: by === undefined ? undefined : keyReader(by),
    };
    const maxPoints = limit(options, 'maxPoints', 1000);
    return {
        open: () => {
            const element = document.getElementById(id)?.querySelector<PlotElement>('.js-plotly-plot');
            const {Plotly} = window;
            if (!element || !Plotly) {
                const missing = `to: there is no dcc.Graph with the id ${pythonRepr(id)} in the page.`;
                throw new NotThereYet('invalid_setting', missing);
            }
            return async ({items}) => {
                const points = collect(items, readers);
                if (items.length && !points.size) {
                    const names = Object.values(paths).map(pythonRepr).join(' and ');
                    throw new BusError('invalid_setting', `to: no item has ${names} for the graph ${pythonRepr(id)}.`);
                }
                const omitted = await draw(Plotly, element, points, maxPoints);
                if (omitted) {
                    const what = `${omitted} values of ${pythonRepr(by)} are not drawn`;
                    throw new BusError('queue_full', `to: ${what}: a graph shows ${maxTraces} lines at most.`);
                }
            };
        },
    };
};

type Reader = (item: object) => unknown;

/** The points of each trace, by its name; without `by` there is one without a name. */
function collect(items: object[], {x, y, name}: {x: Reader; y: Reader; name?: (item: object) => string | undefined}) {
    const traces = new Map<string | undefined, Points>();
    for (const item of items) {
        const point = {x: x(item), y: y(item), name: name?.(item)};
        if (point.x === undefined || point.y === undefined || (name && point.name === undefined)) {
            continue;
        }
        const trace = traces.get(point.name) ?? {x: [], y: []};
        trace.x.push(point.x);
        trace.y.push(point.y);
        traces.set(point.name, trace);
    }
    return traces;
}

/** Returns how many traces are not drawn, because there are too many. */
async function draw(
    Plotly: NonNullable<Window['Plotly']>,
    element: PlotElement,
    points: Map<string | undefined, Points>,
    maxPoints: number,
): Promise<number> {
    // Looked up each time: a callback may have drawn another figure.
    const drawn = element.data ?? [];
    const indexOf = (name: string | undefined) =>
        name === undefined ? Math.min(0, drawn.length - 1) : drawn.findIndex((trace) => trace.name === name);
    const traces = [...points].map(([name, trace]) => ({name, trace, index: indexOf(name)}));
    const known = traces.filter(({index}) => index >= 0);
    const missing = traces.filter(({index}) => index < 0);
    const added = missing.slice(0, Math.max(0, maxTraces - drawn.length));
    if (known.length) {
        const update = {x: known.map(({trace}) => trace.x), y: known.map(({trace}) => trace.y)};
        const indices = known.map(({index}) => index);
        indices.forEach((index) => makeExtensible(drawn[index], element._fullData?.[index]));
        await Plotly.extendTraces(element, update, indices, maxPoints);
    }
    if (added.length) {
        const newest = ({x, y}: Points) => ({x: x.slice(-maxPoints), y: y.slice(-maxPoints)});
        const lines = added.map(({name, trace}) => ({
            mode: 'lines',
            ...(name !== undefined && {name}),
            ...newest(trace),
        }));
        await Plotly.addTraces(element, lines);
    }
    return missing.length - added.length;
}

/** Plotly extends lists. Figures of Python have encoded arrays where they were made of numpy or pandas. */
function makeExtensible(trace: Trace, drawn: Trace | undefined): void {
    if (trace.x === undefined && trace.y === undefined) {
        Object.assign(trace, {x: [], y: []});
    }
    for (const axis of ['x', 'y'] as const) {
        const values = drawn?.[axis];
        if (!Array.isArray(trace[axis]) && values) {
            trace[axis] = Array.from(values);
        }
    }
}
