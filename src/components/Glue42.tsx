import React, {ReactNode} from 'react';
import {useConnection} from '../hooks/useConnection';
import {useHost} from '../hooks/useHost';
import {createGlue42Host} from '../hosts/glue42Host';
import {DashProps} from '../props';

interface Props extends DashProps<Props> {
    /**
     * Setting. The app; the components of this library work inside and beside it alike.
     */
    children?: ReactNode;
    /**
     * Setting. How to connect; absent: found out. A dict with "type" ("client", "platform", "gateway" or "embedded"),
     * "application" (the name other apps see, default a desktop container's, else the page's title), and for each client
     * library its "config": "web": {"config": dict}, "webPlatform": {"config": dict}, "desktop": {"config": dict}, and
     * "gateway": {"url": str, "token": str}. "channels": [{"name": str, "meta": {"color": str}}, ...] are those of a bus
     * whose platform brings none; absent: ten coloured ones. "trustedOrigins": list of exact origins, such as
     * "https://desk.example.com": besides pages of the app's own origin, only pages of these are believed to be this page's
     * platform, or are let in when this page is the platform.
     */
    settings?: object;
    /**
     * Setting. What is shown instead of the children while connecting. Without one the children show at once.
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
     * "disconnected" (the bus was lost and may come back) or "failed" (only a reload or other settings can change that).
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
     * State, written by the component: why connecting failed or takes long, the connection was lost or does not come back, or
     * a page of an origin that is not trusted was refused, {"message": str, "operation": str, "code": str}. None again after
     * a success.
     */
    error?: object;
}

/**
 * Connects the page to the Interop bus: that of the desktop or browser platform which opened the page, or one that
 * all apps of the same origin share in the browser, with nothing installed. One a page, usually the layout's root: another
 * one has an error, and connects when the first one goes.
 */
const Glue42 = (props: Props) => {
    const {children, fallback} = props;
    useHost('Glue42', createGlue42Host, props);
    const {status} = useConnection();

    const isHidden = fallback !== undefined && fallback !== null && (status === 'absent' || status === 'connecting');
    return <>{isHidden ? fallback : children}</>;
};

export default Glue42;
