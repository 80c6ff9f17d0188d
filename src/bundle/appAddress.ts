/** The address of the Dash app: that of its first page, whichever is shown. */
export function appAddress(): string {
    const config = document.getElementById('_dash-config')?.textContent;
    const {requests_pathname_prefix: prefix} = JSON.parse(config || '{}') as {requests_pathname_prefix?: string};
    return new URL(prefix ?? '/', window.location.origin).href;
}
