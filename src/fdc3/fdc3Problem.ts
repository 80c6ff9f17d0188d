import {BusError, type ErrorCode, type Problem, problemOf} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {Fdc3Error} from './fdc3Error';

/** A problem that also has the standard's name for it, if it has one. */
export interface Fdc3Problem extends Problem {
    fdc3: string | null;
}

/** The names of the standard's errors that this library explains. */
const explained = new Map<string, [ErrorCode, string]>([
    ['NoAppsFound', ['method_not_found', 'no app handles this intent with this context.']],
    ['TargetAppUnavailable', ['method_not_found', 'there is no app of this appId.']],
    ['TargetInstanceUnavailable', ['method_not_found', 'the app has no running instance of this instanceId.']],
    ['AppNotFound', ['method_not_found', 'there is no app of this appId.']],
    ['IntentHandlerRejected', ['refused', 'the app refused the intent, or its handler failed.']],
    ['NoResultReturned', ['no_result', 'the app ended without a result.']],
    ['MalformedContext', ['invalid_command', 'the agent does not accept the context: it needs a "type".']],
    ['IntentDeliveryFailed', ['timeout', 'the intent did not reach the app in time.']],
    ['AppTimeout', ['timeout', 'the app did not start in time.']],
    ['ApiTimeout', ['timeout', 'the FDC3 agent did not answer in time.']],
    ['ResolverTimeout', ['timeout', 'no app was chosen for the intent in time.']],
    ['ErrorOnLaunch', ['blocked', 'the app could not be started.']],
    ['AgentNotFound', ['not_connected', 'there is no FDC3 agent.']],
    ['UserCancelledResolution', ['rejected', 'the choice of an app was cancelled.']],
    ['ResolverUnavailable', ['rejected', 'the FDC3 agent cannot let the user choose an app.']],
    ['NoChannelFound', ['rejected', 'there is no user channel of this id.']],
    ['AccessDenied', ['rejected', 'the FDC3 agent denies access.']],
    ['CreationFailed', ['rejected', 'the channel could not be created.']],
    ['DesktopAgentNotFound', ['rejected', 'the FDC3 agent of the app is not there.']],
]);

/** What went wrong in a call of an agent, in our words. */
export function fdc3Problem(reason: unknown): Fdc3Problem {
    if (reason instanceof BusError) {
        return {...problemOf(reason, reason.code), fdc3: null};
    }
    const name = errorMessage(reason);
    const entry = explained.get(name);
    if (!entry) {
        return {...problemOf(reason, 'rejected'), fdc3: null};
    }
    const [code, message] = entry;
    return {code, message: (reason instanceof Fdc3Error && reason.details) || message, fdc3: name};
}
