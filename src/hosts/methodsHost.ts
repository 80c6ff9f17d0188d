import {peersReturnTimeoutMs} from '../async/timeouts';
import type {Glue} from '../connection/bus';
import type {Connection} from '../connection/connection';
import {type DashComponent} from '../dash/component';
import {readOffers, watchMethods} from '../interop/discovery';
import {type MethodsSettings, methodsSettingsProblem} from '../interop/methodsSettings';
import {type Problem, problemOf} from '../values/busError';
import {isDict} from '../values/isDict';
import {omitNull} from '../values/omitNull';
import {createMethodsReport} from './methodsReport';
import {createSubscriber} from './subscription';
import {jsonText} from '../values/jsonText';

// Those of the component's signature, for a None from Python, which arrives as null.
const defaults = {system: false, own: false};

interface Props {
    filter?: object | null;
    system?: boolean | null;
    own?: boolean | null;
}

/** Reports which methods other apps offer. */
export function createMethodsHost(component: DashComponent, connection: Connection) {
    const keepSubscribed = createSubscriber(component, connection);
    const report = createMethodsReport(component);
    let present = readSettings({});
    /** The bus to read, while the page is connected and knows its methods. */
    let bus: Glue | undefined;
    /** The bus that was read last. */
    let last: Glue | undefined;
    /** After a loss: a method that is missing is that of a page that has not come back yet. */
    let isReturning = false;

    const update = (): void => {
        if (!bus || present.problem) {
            return;
        }
        try {
            const offers = readOffers(bus, present.settings);
            if (!isReturning || !report.isMissedIn(offers)) {
                isReturning = false;
                report.show(offers);
            }
        } catch (reason) {
            component.setError('subscribe', problemOf(reason, 'rejected'));
        }
    };
    const watch = (glue: Glue): (() => void) => {
        isReturning = glue === last;
        const giveUp = () => {
            isReturning = false;
            update();
        };
        const timer = isReturning ? setTimeout(giveUp, peersReturnTimeoutMs) : undefined;
        const stop = watchMethods(glue, () => {
            bus = last = glue;
            update();
        });
        return () => {
            clearTimeout(timer);
            stop();
            bus = undefined;
        };
    };
    return {
        restore: report.restore,
        onMount: () => {
            report.repeat();
            return keepSubscribed(watch);
        },
        update: (props: object) => {
            const next = readSettings(props);
            if (next.text === present.text) {
                return;
            }
            present = next;
            isReturning = false;
            // What other settings have found must not pass for what these find.
            if (!bus || next.problem) {
                report.empty(next.problem);
            }
            update();
        },
    };
}

function readSettings({filter, system, own}: Props) {
    const settings = {
        ...defaults,
        ...omitNull({system, own}),
        filter: isDict(filter) ? omitNull(filter) : (filter ?? {}),
    };
    const message = methodsSettingsProblem(settings);
    const problem: Problem | null = message === null ? null : {code: 'invalid_setting', message};
    return {settings: settings as MethodsSettings, text: jsonText(settings), problem};
}
