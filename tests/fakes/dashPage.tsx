import {cleanup, render} from '@testing-library/react';
import React, {type ComponentType, createContext, useContext, useEffect, useReducer} from 'react';
import type {Connection} from '../../src/connection/connection';
import {PageConnection} from '../../src/hooks/useConnection';
import {recordSetProps} from './dashComponent';
import {type createDashStore, nextTask} from './dashStore';

type Dash = ReturnType<typeof createDashStore>;
type Props = {[prop: string]: unknown};
type Shown = ComponentType<never>;

const Path = createContext<(string | number)[]>([]);

// What a component leaves behind goes in a later task.
afterEach(async () => {
    if ('clock' in setTimeout) {
        // The testing library has taken them out already, under fake timers.
        jest.runOnlyPendingTimers();
    }
    jest.useRealTimers();
    cleanup();
    await nextTask();
});

/** Renders components as Dash does: props from the store, a new setProps at every render, the path in a context. */
export function renderDashPage(dash: Dash, connection: Connection, layout: {[id: string]: Shown}) {
    window.dash_component_api = {
        useDashContext: () => ({componentPath: useContext(Path), useStore: () => dash.store}),
    };
    const ids = Object.keys(layout);
    const errors: string[] = [];
    const recorders = Object.fromEntries(ids.map((id) => [id, recordSetProps(dash.setProps(id), errors)]));

    function Wrapped({id, Component}: {id: string; Component: Shown}) {
        const Rendered = Component as ComponentType<Props>;
        const [, rerender] = useReducer((n: number) => n + 1, 0);
        useEffect(() => dash.store.subscribe(rerender), []);
        const setProps = (props: object) => recorders[id].setProps(props);
        return (
            <Path.Provider value={['props', 'children', id]}>
                <Rendered {...dash.state.layout.props.children[id]?.props} setProps={setProps} />
            </Path.Provider>
        );
    }

    const generations: {[id: string]: number} = {};
    const page = (shown: string[]) => (
        <PageConnection.Provider value={connection}>
            {shown.map((id) => (
                <Wrapped key={`${id} ${generations[id] ?? 0}`} id={id} Component={layout[id]} />
            ))}
        </PageConnection.Provider>
    );
    const {rerender, container} = render(page(ids));
    return {
        written: Object.fromEntries(ids.map((id) => [id, recorders[id].written])),
        errors,
        container,
        /** Shows only these components from now on. */
        show: (...ids: string[]) => rerender(page(ids)),
        /** What Dash 4 does with a component when something beside it changes: a new one of the same id, in one commit. */
        replace: (id: string) => {
            generations[id] = (generations[id] ?? 0) + 1;
            rerender(page(ids));
        },
        props: (id: string) => dash.state.layout.props.children[id].props,
    };
}
