import type {Glue, GlueWithContexts} from '../connection/bus';
import type {Settings} from '../connection/settings/settings';
import {browserNotifications} from './browserNotifications/browserNotifications';
import {browserWindows} from './browserWindows';
import {channelsOverContexts} from './contextChannels/channelsOverContexts';
import {defaultChannels} from './contextChannels/defaultChannels';

/**
 * Adds the APIs that a connected glue lacks, because of its library or its platform, in the form in which the vendor's
 * libraries have them: the components and the scripts in `assets/` use the same APIs everywhere.
 */
export function addMissingApis(glue: Glue, {channels}: Settings): void {
    if (!glue.channels && hasContexts(glue)) {
        glue.channels = channelsOverContexts(glue, channels ?? defaultChannels);
    }
    glue.windows ??= browserWindows();
    glue.notifications ??= browserNotifications(glue);
}

const hasContexts = (glue: Glue): glue is GlueWithContexts => !!glue.contexts;
