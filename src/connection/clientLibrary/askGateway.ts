import {roundTripTimeoutMs} from '../../async/timeouts';
import type {Glue} from '../bus';

/** Asks the gateway something that it answers when it has taken what was sent before. Waits for a limited time. */
export function askGateway(connection: NonNullable<Glue['connection']>): {
    answered: Promise<void>;
    giveUp: () => void;
} {
    let giveUp: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, roundTripTimeoutMs);
        giveUp = () => {
            clearTimeout(timer);
            resolve();
        };
        connection.authToken().then(giveUp, giveUp);
    });
    return {answered, giveUp};
}
