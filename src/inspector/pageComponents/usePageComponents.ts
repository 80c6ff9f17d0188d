import {useEffect, useState} from 'react';
import {storedProps} from '../../dash/store';
import {componentsOf} from '../../hosts/registry';
import {safeText} from '../connection/facts';
import {type CopiedValue, copyValue} from '../copiedValue';

/** A component of the page, and its props in Dash's store, as they were when they were read. */
export interface PageComponent {
    label: string;
    props: CopiedValue;
    error: string;
}

const readIntervalMs = 500;

/** The components with an id that have these names. `names` must always be the same list. */
export function usePageComponents(names: readonly string[]): PageComponent[] {
    const [components, setComponents] = useState(() => read(names));
    useEffect(() => {
        const timer = setInterval(() => setComponents(read(names)), readIntervalMs);
        return () => clearInterval(timer);
    }, [names]);
    return components;
}

function read(names: readonly string[]): PageComponent[] {
    return names.flatMap(componentsOf).map((component) => {
        // The children of a component are not its own.
        const props = {...storedProps(component.node())};
        delete props.children;
        const {message = ''} = (props.error ?? {}) as {message?: string};
        return {label: component.label, props: copyValue(props), error: safeText(message)};
    });
}
