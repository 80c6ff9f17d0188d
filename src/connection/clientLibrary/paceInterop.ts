import {BusError} from '../../values/busError';
import {createQueue} from '../../async/queue';
import type {Glue} from '../bus';
import {askGateway} from './askGateway';
import {wrapOnce} from './wrapOnce';

// Ten pages may send at once without exceeding the smallest buffer, 1,000 messages, of the vendor's browser platform.
const messagesPerRoundTrip = 100;

type Registration = Parameters<Glue['interop']['registerAsync']>;

interface Outgoing {
    send: () => void;
    /** The connection was lost before the message was sent. */
    onDropped: () => void;
}

/**
 * Makes the invocations and the answers of this page leave no faster than the gateway takes them: what exceeds a
 * receiver's buffer there is dropped without a report. After every few messages one question to the gateway has to be
 * answered before the next ones leave. The time limit of an invocation begins when it leaves.
 */
export function paceInterop({interop, connection}: Glue): void {
    // The factory of an app may give less.
    if (!connection?.authToken) {
        return;
    }
    const {invoke, registerAsync, unregister} = interop;
    let sent = 0;
    let isConnected = true;
    let question: {answered: Promise<void>; giveUp: () => void} | undefined;

    const outbox = createQueue<Outgoing>(
        async ({send}) => {
            send();
            sent += 1;
            if (isConnected && sent % messagesPerRoundTrip === 0) {
                question = askGateway(connection);
                await question.answered;
            }
        },
        ({onDropped}) => onDropped(),
    );
    connection.connected(() => (isConnected = true));
    connection.disconnected(() => {
        isConnected = false;
        outbox.removeWhere(() => true).forEach(({onDropped}) => onDropped());
        // The libraries leave a question pending when the connection is lost.
        question?.giveUp();
    });

    const inTurn = <T>(send: () => Promise<T>): Promise<T> =>
        new Promise((resolve, reject) => {
            outbox.push({
                send: () => void send().then(resolve, reject),
                onDropped: () => reject(lostInQueue()),
            });
        });
    // The gateway itself reports answers that are lost to their callers.
    const answerInTurn = (send: () => void) => outbox.push({send, onDropped: () => undefined});

    interop.invoke = ((...call: Parameters<typeof invoke>) =>
        inTurn(async () => invoke.apply(interop, call))) as typeof invoke;
    // Not before the answers of its method.
    interop.unregister = ((filter: Parameters<typeof unregister>[0]) =>
        inTurn(async () => unregister.call(interop, filter))) as typeof unregister;
    const pace =
        (handler: Registration[1]): Registration[1] =>
        (args, caller, succeed, fail) =>
            handler(
                args,
                caller,
                (result) => answerInTurn(() => succeed(result)),
                (reason) => answerInTurn(() => fail(reason)),
            );
    interop.registerAsync = ((definition: Registration[0], handler: Registration[1]) =>
        registerAsync.call(interop, definition, wrapOnce(paceInterop, handler, pace))) as typeof registerAsync;
}

const lostInQueue = () =>
    new BusError('connection_lost', 'The connection to the bus was lost before this left the page.');
