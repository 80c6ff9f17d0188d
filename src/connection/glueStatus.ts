import type {Bus, Glue} from './bus';

/** The losses and returns of a client library's own connection. */
export function glueStatus(glue: Glue): Bus['onStatus'] {
    return listener => {
        const connection = glue.connection;
        if (!connection) {
            return () => undefined;
        }
        let isConnected = true;
        const change = (isNowConnected: boolean) => {
            // The libraries tell a new listener the present state, and may tell one loss twice.
            if (isConnected !== isNowConnected) {
                isConnected = isNowConnected;
                listener(isNowConnected);
            }
        };
        const stops = [connection.connected(() => change(true)), connection.disconnected(() => change(false))];
        return () => stops.forEach(stop => stop());
    };
}
