import {StartupError} from '../startupError';

/** Where Prometheus reads. */
export interface MetricsOptions {
    metricsHost: string;
    /** Undefined: nowhere. */
    metricsPort: number | undefined;
}

/** As `parseArgs` wants them. */
export const metricsArguments = {
    'metrics-host': {type: 'string'},
    'metrics-port': {type: 'string'},
} as const;

export function readMetricsOptions(values: {[name in keyof typeof metricsArguments]?: string}): MetricsOptions {
    const {'metrics-host': host, 'metrics-port': port} = values;
    if (host !== undefined && port === undefined) {
        throw new StartupError('--metrics-host needs --metrics-port');
    }
    return {
        metricsHost: readHost('metrics-host', host ?? '127.0.0.1'),
        metricsPort: port === undefined ? undefined : readPort('metrics-port', port),
    };
}

export function readHost(name: string, host: string): string {
    // Node would take it for all the addresses of this machine.
    if (!host.trim()) {
        throw new StartupError(`--${name} is empty; give an address to listen on, or leave it out for 127.0.0.1`);
    }
    return host;
}

export function readPort(name: string, port: string): number {
    if (!/^\d+$/.test(port) || Number(port) > 65535) {
        throw new StartupError(`--${name} ${port}: give a number from 0 to 65535`);
    }
    return Number(port);
}
