import {useEffect} from 'react';
import {watchCommands} from '../delivery/commands';
import {Place} from '../delivery/renderer';

/**
 * Gives every value of a command prop to `read`: from Dash's store, where none is missed, and from the render, for
 * the value that the layout brought and for renderers whose store is unknown.
 */
export function useCommand(place: () => Place, prop: string, value: unknown, read: (command: unknown) => void): void {
    useEffect(() => watchCommands(place, prop, read), [place, prop, read]);
    useEffect(() => read(value), [value, read]);
}
