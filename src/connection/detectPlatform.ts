import {BusError} from '../values/busError';
import type {Platform} from './bus';
import {findContainer} from './platforms/desktop/container';
import {type FindPlatform, findPlatform} from './platformSearch';
import type {LibSettings, Settings} from './settings/settings';
import type {Waiting} from '../async/waiting';

/** Decides how this page reaches the bus. Throws when the settings ask for a platform that is not there. */
export async function detectPlatform(
    {type, gateway}: Settings,
    libSettings: LibSettings,
    {onWaiting, signal}: Waiting,
    find: FindPlatform = findPlatform,
): Promise<Platform> {
    if (type === 'embedded') {
        return 'embedded';
    }
    if (type === 'gateway' || gateway?.url) {
        return 'gateway';
    }
    if (findContainer()) {
        return 'desktop';
    }
    if (type === 'platform') {
        return 'browserPlatform';
    }
    // An app that brings its own factory finds out itself whether there is a platform.
    if (libSettings.web?.factory || (await find({isPatient: type === 'client', onWaiting, signal}))) {
        return 'browser';
    }
    if (type === 'client') {
        throw new BusError(
            'not_connected',
            'settings["type"] is "client", but this page is neither in a desktop container nor framed or opened by a Glue42 ' +
                'browser platform that it trusts; open it from the platform, or leave the type out.',
        );
    }
    return 'embedded';
}
