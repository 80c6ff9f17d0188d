/** What the lines of the log are about. Programs that read the JSON form branch on these names: docs/logging.md explains each. */
export const logEvents = [
    // The gateway itself.
    'listening',
    'metrics_listening',
    'no_token_required',
    'secret_readable',
    'accept_failed',
    'keys_unavailable',
    'unread_limit_reached',
    'engine_message',
    'lines_left_out',
    // Buses.
    'bus_begun',
    'bus_ended',
    'bus_moved',
    'placement_unknown',
    // One client.
    'connection_refused',
    'login_refused',
    'login_postponed',
    'login_failed',
    'sent_before_login',
    'joined',
    'left',
    'token_refused',
    'token_expired',
    'message_received',
    'message_refused',
    'message_failed',
    'slowed_down',
    'reads_slowly',
    'cut_off',
    'socket_failed',
] as const;

export type LogEvent = (typeof logEvents)[number];
