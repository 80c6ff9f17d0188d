import {type DashComponent} from '../dash/component';
import {createEventQueue} from '../delivery/eventQueue';
import {changedNames} from '../interop/changedNames';
import type {Offers} from '../interop/discovery';
import {type Problem} from '../values/busError';

/** Writes what is offered into the component's props, as far as it has changed. */
export function createMethodsReport(component: DashComponent) {
    const changes = createEventQueue(component, 'changed');
    let shown: Offers | undefined;
    /** What the props have, as JSON. */
    let written: {[prop: string]: string} = {};

    const write = ({methods, servers, problem}: Offers): void => {
        const state = Object.entries({available: methods.length > 0, methods, servers});
        const changed = state.filter(([prop, value]) => JSON.stringify(value) !== written[prop]);
        changed.forEach(([prop, value]) => (written[prop] = JSON.stringify(value)));
        const props = changed.length ? Object.fromEntries(changed) : undefined;
        component.reporter('subscribe')(problem, props);
    };
    const changeTo = ({methods}: Offers) => changedNames(shown?.methods ?? [], methods);
    const show = (offers: Offers): void => {
        const change = changeTo(offers);
        shown = offers;
        write(offers);
        if (change) {
            changes.push(change);
        }
    };
    return {
        show,
        /** Nothing is found any more, if anything was. */
        empty: (problem: Problem | null) => (shown || problem) && show({methods: [], servers: [], problem}),
        /** Do these lack a method that is shown? */
        isMissedIn: (offers: Offers): boolean => !!changeTo(offers)?.removed.length,
        /** For a component that has replaced the one with these props. */
        repeat: () => {
            written = {};
            if (shown) {
                write(shown);
            }
        },
        restore: changes.restore,
    };
}
