import {loadFile} from '../../../bundle/loadFile';
import type {LibraryFactory} from '../../settings/settings';
import {serialStart} from '../../clientLibrary/serialStart';
import type {Waiting} from '../../../async/waiting';

/** The vendor's factory functions keep what they were called with. */
interface VendorFactory extends LibraryFactory {
    calls?: {initialized?: boolean};
}

interface LibraryPage {
    Glue?: VendorFactory;
    IODesktop?: VendorFactory;
}

/** The vendor's function in the page: put there by the container or by a script of the app. */
const ofPage = (): VendorFactory | undefined =>
    [(window as LibraryPage).IODesktop, (window as LibraryPage).Glue].find((factory) => typeof factory === 'function');

const ofPackage =
    (waiting: Waiting): LibraryFactory =>
    async (config) => {
        const {default: createDesktop} = await loadFile(
            'desktopClient',
            () => import(/* webpackChunkName: "desktopClient" */ './vendorLibrary'),
            waiting,
        );
        return createDesktop(config) as ReturnType<LibraryFactory>;
    };

const inTurn = serialStart(() => {
    // Else it answers with the glue of its first start, even when that was left or failed. Our own function is in the page
    // as well once it has been loaded.
    [(window as LibraryPage).IODesktop, (window as LibraryPage).Glue].forEach((factory) => {
        if (factory?.calls) {
            factory.calls.initialized = false;
        }
    });
});

let isStartedHere = false;

/** Whether a script of the page started the library: then every later start in the page gives the same glue. */
export const isStartedElsewhere = (factory: LibraryFactory | undefined): boolean =>
    !factory && !isStartedHere && ofPage()?.calls?.initialized === true;

/** Starts the library: the app's own, else that of the page, else the one in this package. */
export function startLibrary(
    factory: LibraryFactory | undefined,
    config: object,
    waiting: Waiting,
): ReturnType<LibraryFactory> {
    if (isStartedElsewhere(factory)) {
        return ofPage()!(config);
    }
    isStartedHere = true;
    return inTurn(() => (factory ?? ofPage() ?? ofPackage(waiting))(config));
}
