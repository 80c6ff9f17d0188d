/**
 * What programs branch on. Each is explained in docs/errors.md.
 * @public
 */
export const errorCodes = [
    'not_connected',
    'connection_lost',
    'timeout',
    'method_not_found',
    'refused',
    'invalid_arguments',
    'callback_failed',
    'no_result',
    'no_callback',
    'queue_full',
    'removed',
    'invalid_command',
    'invalid_setting',
    'untrusted_origin',
    'unsupported',
    'blocked',
    'rejected',
    'name_taken',
    'too_many',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
