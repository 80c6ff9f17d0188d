import {parseArgs} from 'node:util';

/** What the gateway was started with. */
export interface GatewayOptions {
    host: string;
    port: number;
    /** Exact origins of the pages that may join. Empty: those of this machine. */
    origins: string[];
    /** What clients must present. Undefined: nothing. */
    token?: string;
    cert?: string;
    key?: string;
    /** Of one connection, in the long run. */
    messagesPerSecond: number;
    /** What may wait in the gateway for all clients together. */
    waitingMb: number;
    logLevel: LogLevel;
    logFormat: LogFormat;
    /** Answer what the vendor's desktop clients ask a container for. */
    answersDesktopClients: boolean;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];
const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

export const tokenVariable = 'DASH_GLUE42_GATEWAY_TOKEN';

/** A mistake that the user who starts the gateway can correct; printed in one line. */
export class StartupError extends Error {}

/** The token comes from the environment only: every user of the machine can read arguments. */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): GatewayOptions {
    const {host, port, 'allow-origin': origins, cert, key, ...rest} = parse(args);
    const token = environment[tokenVariable];
    if (token !== undefined && !token.trim()) {
        throw new StartupError(
            `the token in ${tokenVariable} is empty; set one, or remove the variable to admit clients without`,
        );
    }
    // Node would take it for all the addresses of this machine.
    if (!host.trim()) {
        throw new StartupError('--host is empty; give an address to listen on, or leave it out for 127.0.0.1');
    }
    if (!/^\d+$/.test(port) || Number(port) > 65535) {
        throw new StartupError(`--port ${port}: give a number from 0 to 65535`);
    }
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
        host,
        port: Number(port),
        origins,
        token,
        cert,
        key,
        messagesPerSecond: readLimit('max-messages-per-second', rest, 1000000),
        waitingMb: readLimit('max-waiting-mb', rest, 100000),
        logLevel: readChoice('log-level', rest, logLevels),
        logFormat: readChoice('log-format', rest, logFormats),
        answersDesktopClients: rest['answer-desktop-clients'],
    };
}

function parse(args: string[]) {
    try {
        return parseArgs({
            args,
            options: {
                host: {type: 'string', default: '127.0.0.1'},
                port: {type: 'string', default: '8385'},
                'allow-origin': {type: 'string', multiple: true, default: []},
                cert: {type: 'string'},
                key: {type: 'string'},
                'max-messages-per-second': {type: 'string', default: '10000'},
                'max-waiting-mb': {type: 'string', default: '256'},
                'log-level': {type: 'string', default: 'info'},
                'log-format': {type: 'string', default: 'text'},
                'answer-desktop-clients': {type: 'boolean', default: false},
            },
        }).values;
    } catch (reason) {
        throw new StartupError((reason as Error).message);
    }
}

function readLimit<Name extends string>(name: Name, limits: Record<Name, string>, most: number): number {
    const limit = limits[name];
    if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > most) {
        throw new StartupError(`--${name} ${limit}: give a number from 1 to ${most}`);
    }
    return Number(limit);
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
