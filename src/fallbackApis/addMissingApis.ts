import type {Glue} from '../connection/bus';
import type {Settings} from '../connection/settings/settings';
import {browserNotifications} from './browserNotifications/browserNotifications';
import {browserWindows} from './browserWindows';
import {channelsOverContexts} from './contextChannels/channelsOverContexts';
import {defaultChannels} from './contextChannels/defaultChannels';

/**
 * Gives a connected glue the APIs that its library or its platform lacks, in the shape in which the vendor's libraries have
 * them: the components and the scripts in `assets/` use the same ones everywhere.
 */
export function addMissingApis(glue: Glue, {channels}: Settings): void {
    if (!glue.channels && glue.contexts) {
        glue.channels = channelsOverContexts(glue, channels ?? defaultChannels);
    }
    glue.windows ??= browserWindows();
    glue.notifications ??= browserNotifications(glue);
}
