import {parseArgs} from 'node:util';
import type {BusOptions} from './buses';
import {type LoginOptions, loginArguments, readLoginOptions} from './logins/options';
import {type Limits, limitArguments, readLimits} from './limits/table';
import {type ProxyOptions, proxyArguments, readProxyOptions} from './proxy/options';
import {argumentsIn} from './operation/configFile';
import {type MetricsOptions, metricsArguments, readHost, readMetricsOptions, readPort} from './operation/options';
import {StartupError} from './startupError';

const maxSeconds = 86400;

/** What the gateway was started with. */
export interface GatewayOptions extends LoginOptions, BusOptions, ProxyOptions, MetricsOptions {
    host: string;
    port: number;
    /** Exact origins of the pages that may join. Empty: those of this machine. */
    origins: string[];
    cert?: string;
    key?: string;
    limits: Limits;
    logLevel: LogLevel;
    logFormat: LogFormat;
    /** How long a client whose token has expired may stay. */
    graceSeconds: number;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];
const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

export function readOptions(args: string[], environment: NodeJS.ProcessEnv): GatewayOptions {
    const {config} = parse(args);
    if (config === undefined) {
        return checkOptions(parse(args), environment);
    }
    const inFile = argumentsIn(config, known);
    const own = Object.keys(inFile).filter((name) => !isGiven(name, args));
    try {
        return checkOptions(parse([...own.flatMap((name) => inFile[name]!), ...args]), environment);
    } catch (reason) {
        const {message} = reason as Error;
        const isOfFile = own.some((name) => message.startsWith(`--${name} `));
        throw isOfFile ? new StartupError(`--config ${config}: ${message}`) : reason;
    }
}

function checkOptions(values: ReturnType<typeof parse>, environment: NodeJS.ProcessEnv): GatewayOptions {
    const {host, port, 'allow-origin': origins, cert, key, ...rest} = values;
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined) {
        throw new StartupError(
            `--allow-origin ${wrong}: give an origin as browsers send it, such as https://apps.example.com or http://localhost:8050`,
        );
    }
    if ((cert === undefined) !== (key === undefined)) {
        throw new StartupError('--cert and --key go together');
    }
    return {
        host: readHost('host', host),
        port: readPort('port', port),
        origins,
        ...readLoginOptions(rest, environment),
        ...readProxyOptions(rest),
        ...readMetricsOptions(rest),
        cert,
        key,
        limits: readLimits(rest),
        logLevel: readChoice('log-level', rest, logLevels),
        logFormat: readChoice('log-format', rest, logFormats),
        answersDesktopClients: rest['answer-desktop-clients'],
        idleSeconds: readSeconds('bus-idle-seconds', rest),
        graceSeconds: readSeconds('token-grace-seconds', rest),
    };
}

const known = {
    config: {type: 'string'},
    host: {type: 'string', default: '127.0.0.1'},
    port: {type: 'string', default: '8385'},
    'allow-origin': {type: 'string', multiple: true, default: [] as string[]},
    cert: {type: 'string'},
    key: {type: 'string'},
    ...limitArguments,
    'log-level': {type: 'string', default: 'info'},
    'log-format': {type: 'string', default: 'text'},
    'answer-desktop-clients': {type: 'boolean', default: false},
    'bus-idle-seconds': {type: 'string', default: '60'},
    'token-grace-seconds': {type: 'string', default: '30'},
    ...loginArguments,
    ...proxyArguments,
    ...metricsArguments,
} as const;

/** Defaults look like values that are given: only the tokens tell them apart. */
const isGiven = (name: string, args: string[]): boolean =>
    parseArgs({args, options: known, tokens: true}).tokens.some(
        (token) => token.kind === 'option' && token.name === name,
    );

function parse(args: string[]) {
    try {
        return parseArgs({args, options: known}).values;
    } catch (reason) {
        throw new StartupError((reason as Error).message);
    }
}

function readSeconds<Name extends string>(name: Name, values: Record<Name, string>): number {
    const value = values[name];
    if (!/^\d+$/.test(value) || Number(value) > maxSeconds) {
        throw new StartupError(`--${name} ${value}: give a number from 0 to ${maxSeconds}`);
    }
    return Number(value);
}

function readChoice<Name extends string, Choice extends string>(
    name: Name,
    values: Record<Name, string>,
    choices: readonly Choice[],
): Choice {
    const choice = choices.find((each) => each === values[name]);
    if (choice === undefined) {
        throw new StartupError(`--${name} ${values[name]}: use one of ${choices.join(', ')}`);
    }
    return choice;
}

/** Also "null", which pages in sandboxed frames and pages opened as files send. */
function isOrigin(text: string): boolean {
    if (text === 'null') {
        return true;
    }
    // Those of extensions and desktop shells have schemes that this machine's URL gives no origin for.
    const isOwn = () => new URL(text).origin === text || /^(?!https?:)[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/.test(text);
    return !text.includes('*') && URL.canParse(text) && isOwn();
}
