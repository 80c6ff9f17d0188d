import {StartupError} from '../startupError';
import {readSecret} from './secrets';

/** Who may log in. At most one of the first three is there. */
export interface LoginOptions {
    /** The token that all clients share. */
    token: string | undefined;
    /** What signs the clients' own tokens. */
    jwtSecret: string | undefined;
    /** A file or URL with the public keys of those who sign. */
    jwks: string | undefined;
    jwtIssuer: string | undefined;
    jwtAudience: string | undefined;
}

export const tokenVariable = 'DASH_GLUE42_GATEWAY_TOKEN';
export const jwtSecretVariable = 'DASH_GLUE42_GATEWAY_JWT_SECRET';

/** As many as HS256's own hash has: a shorter secret is the easier one to find. */
const leastSecretBytes = 32;

/** As `parseArgs` wants them. */
export const loginArguments = {
    jwks: {type: 'string'},
    'jwt-issuer': {type: 'string'},
    'jwt-audience': {type: 'string'},
} as const;

/** Secrets come from the environment only: every user of the machine can read arguments. Or from the
 * files that it names. */
export function readLoginOptions(
    values: {[name in keyof typeof loginArguments]?: string},
    environment: NodeJS.ProcessEnv,
): LoginOptions {
    const token = readSecret(tokenVariable, environment);
    const jwtSecret = readSecret(jwtSecretVariable, environment);
    const {jwks, 'jwt-issuer': jwtIssuer, 'jwt-audience': jwtAudience} = values;
    refuseEmpty({[`the token in ${tokenVariable}`]: token, [`the secret in ${jwtSecretVariable}`]: jwtSecret});
    refuseEmpty({'--jwks': jwks, '--jwt-issuer': jwtIssuer, '--jwt-audience': jwtAudience});
    const ways = Object.entries({[tokenVariable]: token, [jwtSecretVariable]: jwtSecret, '--jwks': jwks});
    const chosen = ways.filter(([, value]) => value !== undefined).map(([name]) => name);
    if (chosen.length > 1) {
        throw new StartupError(`${chosen.join(' and ')} exclude each other: there is one way to log in`);
    }
    if (jwtSecret !== undefined && Buffer.byteLength(jwtSecret) < leastSecretBytes) {
        throw new StartupError(`the secret in ${jwtSecretVariable} is too short: it needs ${leastSecretBytes} bytes`);
    }
    if ((jwtIssuer ?? jwtAudience) !== undefined && (jwtSecret ?? jwks) === undefined) {
        throw new StartupError(`--jwt-issuer and --jwt-audience need ${jwtSecretVariable} or --jwks`);
    }
    if (jwks !== undefined && isUrl(jwks) && !isSafeUrl(jwks)) {
        throw new StartupError(`--jwks ${jwks}: give an https URL: on the way keys could be exchanged for others`);
    }
    if (jwks !== undefined && isUrl(jwks) && hasUser(jwks)) {
        throw new StartupError(`--jwks ${jwks}: leave out its user name and password, which would not be sent`);
    }
    return {token, jwtSecret, jwks, jwtIssuer, jwtAudience};
}

/** The files that the environment names. */
export const secretFiles = (environment: NodeJS.ProcessEnv): string[] =>
    [tokenVariable, jwtSecretVariable].flatMap((name) => environment[`${name}_FILE`] ?? []);

export const needsToken = ({token, ...options}: LoginOptions): boolean => token !== undefined || verifiesUsers(options);

export const verifiesUsers = ({jwtSecret, jwks}: Pick<LoginOptions, 'jwtSecret' | 'jwks'>): boolean =>
    (jwtSecret ?? jwks) !== undefined;

export const isUrl = (source: string): boolean => /^https?:/i.test(source);

function isSafeUrl(source: string): boolean {
    const {protocol, hostname} = URL.canParse(source) ? new URL(source) : {protocol: '', hostname: ''};
    return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Node's `fetch` takes no such address. */
export function hasUser(url: string): boolean {
    const {username, password} = new URL(url);
    return username !== '' || password !== '';
}

function refuseEmpty(settings: {[name: string]: string | undefined}): void {
    const empty = Object.keys(settings).find((name) => settings[name]?.trim() === '');
    if (empty !== undefined) {
        throw new StartupError(`${empty} is empty; set one, or leave it out to admit clients without`);
    }
}
