import {NotThereYet} from '../delivery/batchLoop';
import {errorMessage} from '../values/errorMessage';
import {BusError} from '../values/busError';
import {isDict} from '../values/isDict';
import {type CreateSink, text} from './sink';

/** Calls a function of `window.dash_clientside`, where Dash's clientside callbacks are too, with the items and their counts. */
export const createFunctionSink: CreateSink = (options) => {
    const name = text(options, 'name');
    return {
        open: () => {
            const call = name
                .split('.')
                .reduce<unknown>((scope, step) => (isDict(scope) ? scope[step] : undefined), window.dash_clientside);
            if (typeof call !== 'function') {
                throw new NotThereYet(
                    'invalid_setting',
                    `to: there is no function "${name}": a script in assets/ must set window.dash_clientside.${name}.`,
                );
            }
            return async ({items, ...info}) => {
                try {
                    await call(items, info);
                } catch (reason) {
                    throw new BusError('callback_failed', `to: the function "${name}" threw: ${errorMessage(reason)}`);
                }
            };
        },
    };
};
