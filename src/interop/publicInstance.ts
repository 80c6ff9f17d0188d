import type {Glue} from '../connection/bus';
import {plainInstance} from './plainInstance';

/**
 * This app's instance as other apps see it, fit to be a target. The libraries add to it how the app logged in and, where no
 * process number is known, one that they make up.
 */
export function publicInstance(glue: Glue): object {
    const instance: {[key: string]: unknown} = {...plainInstance(glue, glue.interop.instance)};
    const isPidReal = typeof instance.process === 'number';
    return Object.fromEntries(
        Object.entries(instance).filter(([key]) => !['login', 'process'].includes(key) && (key !== 'pid' || isPidReal)),
    );
}
