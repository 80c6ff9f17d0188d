import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {publicInstance} from '../interop/publicInstance';
import {problemOf} from '../values/busError';
import {createRestartable} from '../async/restartable';
import {jsonText} from '../values/jsonText';

/** Opens the page's connection and reports its state. */
export function createGlue42Host(component: DashComponent, connection: Connection) {
    const opening = createRestartable();
    return {
        onMount: () => opening.stop,
        update: ({settings}: {settings?: object}) => {
            const text = jsonText(settings ?? null);
            opening.run([text], () =>
                text === undefined
                    ? component.setError('connect', {code: 'invalid_setting', message: noJson})
                    : keepOpen(component, connection, JSON.parse(text) ?? undefined),
            );
        },
    };
}

const noJson = 'settings has no form in JSON.';

function keepOpen(component: DashComponent, connection: Connection, settings: object | undefined): () => void {
    let close: (() => void) | undefined;
    let isOver = false;
    // Not at once: the Glue42 that closed the connection may open it again, with other settings or as a new component.
    const unsubscribe = connection.subscribe(() => (close ? reportState(component, connection) : queueMicrotask(open)));
    open();
    return () => {
        isOver = true;
        unsubscribe();
        close?.();
    };

    function open(): void {
        if (close || isOver) {
            return;
        }
        try {
            close = connection.open(settings);
        } catch (reason) {
            component.setError('connect', problemOf(reason, 'not_connected'));
            return;
        }
        reportState(component, connection);
    }
}

function reportState(component: DashComponent, connection: Connection): void {
    const {status, platform, bus, error} = connection.state();
    const instance = bus?.glue && {instance: publicInstance(bus.glue)};
    const props = {
        status,
        ...(status === 'connected' && {platform, glueReady: true, isEnterprise: platform === 'desktop', ...instance}),
        ...(status === 'failed' && {platform, glueReady: false}),
    };
    if (error) {
        component.setError('connect', error, props);
    } else if (status === 'connected') {
        component.clearError(props);
    } else {
        component.write(props);
    }
}
