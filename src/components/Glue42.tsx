import React, {type ReactNode} from 'react';
import {useConnection} from '../hooks/useConnection';
import {useHost} from '../hooks/useHost';
import {createGlue42Host} from '../hosts/glue42Host';
import {type DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The app; the components of this library work inside and beside it alike.
     */
    children?: ReactNode;
    /**
     * Setting. How to connect; without it the page detects its platform. A dict with "type" ("client", "platform",
     * "gateway" or "embedded"), "application" (the name that other apps see; default: the name in the desktop
     * container, else the page's title), and the "config" of each client library: "web": {"config": dict},
     * "webPlatform": {"config": dict}, "desktop": {"config": dict}, and "gateway": {"url": str, "bus": str, "token":
     * str}; in place of "token", "tokenUrl" is where the app's server gives tokens to logged-in users.
     * "channels": [{"name": str, "meta": {"color": str}}, ...] are the channels of a bus whose platform has none;
     * default: ten coloured channels. "trustedOrigins": a list of exact origins, such as "https://desk.example.com".
     * Besides pages of the app's own origin, only pages of these origins can be this page's platform, or join when this
     * page is the platform. "fdc3" is for the Fdc3 components: {"agent": "auto" (default), "window", "web" or "bus",
     * "appId": str, "apps": the address of an app directory or a list of its records, "identityUrl": str, "timeoutMs":
     * number, "channelSelector": bool, "intentResolver": bool}.
     */
    settings?: object;
    /**
     * Setting. What is shown instead of the children while the page connects. Without it the children show at once.
     */
    fallback?: ReactNode;
    /**
     * State, written by the component: True on a desktop container, else False; None until known.
     */
    isEnterprise?: boolean;
    /**
     * State, written by the component: None at first, True once connected, False when connecting failed.
     */
    glueReady?: boolean;
    /**
     * State, written by the component: "connecting" (also while a bus that may still come is not there), "connected",
     * "disconnected" (the bus was lost and may come back) or "failed" (only a reload or other settings can change
     * that).
     */
    status?: 'connecting' | 'connected' | 'disconnected' | 'failed';
    /**
     * State, written by the component: how the bus was reached, "desktop", "browser", "browserPlatform", "gateway" or
     * "embedded".
     */
    platform?: 'desktop' | 'browser' | 'browserPlatform' | 'gateway' | 'embedded';
    /**
     * State, written by the component: this app's own Interop instance, as others see it as a caller or a target.
     */
    instance?: object;
    /**
     * State, written by the component: the FDC3 desktop agent that the page uses, {"agent": "window", "web" or "bus",
     * "provider": str, "fdc3Version": str, "appMetadata": {"appId": str, "instanceId": str}}. None until an Fdc3
     * component of the page has found one.
     */
    fdc3?: object;
    /**
     * State, written by the component: why connecting failed or takes long, why the connection was lost or does not
     * come back, or which untrusted origin was refused, {"message": str, "operation": str, "code": str}. None again
     * after a success.
     */
    error?: object;
}

/**
 * Connects the page to the Interop bus: the bus of the desktop or browser platform that opened the page, or a bus that
 * all apps of the same origin share in the browser, with nothing installed. A page has one Glue42, usually the layout's
 * root; a second one has an error, and connects when the first is removed.
 */
const Glue42 = (props: Props) => {
    const {children, fallback} = props;
    useHost('Glue42', createGlue42Host, props);
    const {status} = useConnection();

    const isHidden = fallback !== undefined && fallback !== null && (status === 'absent' || status === 'connecting');
    return <>{isHidden ? fallback : children}</>;
};

export default Glue42;
