import {dashConfig} from './dashConfig';

/** The address of the Dash app: that of its first page, whichever is shown. */
export function appAddress(): string {
    return new URL(dashConfig().requests_pathname_prefix ?? '/', window.location.origin).href;
}
