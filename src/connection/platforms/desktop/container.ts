/** What a desktop container puts into its pages. */
interface Container {
    /** Where its gateway is. */
    gwURL?: string;
    /** The name under which it started this app. */
    applicationName?: string;
}

interface ContainerPage {
    glue42gd?: Container;
    iodesktop?: Container & {version?: string};
    glueDesktop?: {version?: string};
}

/** The desktop container that this page runs in, Glue42 Enterprise or io.Connect Desktop. */
export function findContainer(): Container | undefined {
    const {glue42gd, iodesktop} = window as ContainerPage;
    return iodesktop ?? glue42gd;
}

/**
 * Whether it is one of the vendor's, which announce their version and offer all APIs, though perhaps only some seconds after
 * they have started: there the client library is left to wait for them.
 */
export function announcesFullApi(): boolean {
    const {glueDesktop, iodesktop} = window as ContainerPage;
    return Boolean(glueDesktop?.version ?? iodesktop?.version);
}
