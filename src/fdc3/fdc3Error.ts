/** The names that FDC3 has for failures, of those which our agent and the components report. */
export type Fdc3ErrorName =
    | 'AccessDenied'
    | 'AppNotFound'
    | 'AppTimeout'
    | 'CreationFailed'
    | 'ErrorOnLaunch'
    | 'IntentDeliveryFailed'
    | 'IntentHandlerRejected'
    | 'InvalidArguments'
    | 'MalformedContext'
    | 'NoAppsFound'
    | 'NoChannelFound'
    | 'NoResultReturned'
    | 'ResolverTimeout'
    | 'TargetAppUnavailable'
    | 'TargetInstanceUnavailable'
    | 'UserCancelledResolution';

/** A failure that FDC3 has a name for. Its message is that name and nothing else: scripts compare it. */
export class Fdc3Error extends Error {
    /** `details`: what the app that refused an intent says of it, or why none was chosen. */
    constructor(
        name: Fdc3ErrorName,
        readonly details?: string,
    ) {
        super(name);
    }
}
