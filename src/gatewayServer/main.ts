import {withoutUrlSecrets} from '../values/withoutUrlSecrets';
import {writeEnginesLogTo} from './engine';
import {createLog} from './log';
import type {LogEvent} from './logEvents';
import {needsToken, secretFiles, tokenVariable} from './logins/options';
import {readableByAll} from './logins/secrets';
import {type GatewayOptions, readOptions} from './options';
import {startServer} from './server';
import {StartupError} from './startupError';

// The program: `python -m dash_glue42.gateway` runs it.

async function main(): Promise<void> {
    const options = readOptions(process.argv.slice(2), process.env);
    const log = createLog(options.logLevel, options.logFormat);
    writeEnginesLogTo(log);
    const server = await startServer(options, log);
    for (const file of readableByAll([
        ...secretFiles(process.env),
        ...(options.key === undefined ? [] : [options.key]),
    ])) {
        log.write('warn', 'secret_readable', `every user of this machine can read ${file}: chmod 600 it`);
    }
    console.log(startLine(server.url, options));
    if (!needsToken(options) && !isLoopback(options.host)) {
        log.write(
            'warn',
            'no_token_required',
            `any program that reaches ${options.host} can join: require a token (--token or ${tokenVariable})`,
        );
    }

    let isShuttingDown = false;
    const end = () => {
        // A second signal ends it at once.
        if (isShuttingDown) {
            process.exit(1);
        }
        isShuttingDown = true;
        void server.close().then(() => process.exit(0));
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
}

/** On stdout, for programs that start a gateway and wait for it. */
function startLine(url: string, options: GatewayOptions): string {
    const admits = admitted(options);
    const message = `Glue42 gateway on ${url} for ${admits}`;
    const event: LogEvent = 'listening';
    return options.logFormat === 'json'
        ? JSON.stringify({time: new Date().toISOString(), level: 'info', event, message, url, admits})
        : message;
}

function admitted(options: GatewayOptions): string {
    const {origins} = options;
    const pages = origins.length > 0 ? `pages of ${origins.join(', ')}` : "pages of this machine's own origins";
    return needsToken(options) ? `${pages} and other programs, with a token` : pages;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

main().catch((reason: unknown) => {
    const why = reason instanceof StartupError ? reason.message : ((reason as Error)?.stack ?? String(reason));
    console.error(`dash_glue42 gateway: ${withoutUrlSecrets(why)}`);
    process.exit(1);
});
