import type {Glue} from '../connection/bus';

/**
 * This app's instance as others see it, so that it can be somebody's target. The libraries tell an app more about
 * itself: how it logged in and, where no process number is known, one that they make up.
 */
export function publicInstance(glue: Glue): object {
    const instance = JSON.parse(JSON.stringify(glue.interop.instance));
    const unseen = typeof instance.process === 'number' ? ['login', 'process'] : ['login', 'process', 'pid'];
    return Object.fromEntries(Object.entries(instance).filter(([key]) => !unseen.includes(key)));
}
