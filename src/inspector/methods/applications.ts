/** The name of an app, as its instance says. */
export const applicationOf = (server: object): string => String((server as {application?: unknown}).application ?? '');

export const applicationsOf = (servers: object[]): string => [...new Set(servers.map(applicationOf))].join(', ');
