interface DashConfig {
    requests_pathname_prefix?: string;
    dash_version?: string;
}

/** What Dash puts into the page for its renderer. */
export function dashConfig(): DashConfig {
    return JSON.parse(document.getElementById('_dash-config')?.textContent || '{}') as DashConfig;
}
