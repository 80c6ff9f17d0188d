import {StartupError} from '../startupError';

// What one connection, one proven user, one bus and the whole process may have. A wider scope has room for several of the
// narrower one, so that one member that uses up its own leaves the others theirs.
const defaults = {
    'messages-per-second': {connection: 10000, user: 20000, bus: 50000, process: 100000},
    'mb-per-second': {connection: 50, user: 100, bus: 200, process: 400},
    'waiting-mb': {user: 64, bus: 128, process: 256},
    connections: {user: 200, bus: 2000, process: 10000},
    methods: {connection: 10000, user: 20000, bus: 50000, process: 200000},
    contexts: {connection: 10000, user: 20000, bus: 50000, process: 200000},
    buses: {user: 100, process: 2000},
    // A sender that is slowed down for so long without a pause is closed.
    'slowed-seconds': {connection: 60},
};

const scopes = ['connection', 'user', 'bus', 'process'] as const;
export type Scope = (typeof scopes)[number];
export type Measure = keyof typeof defaults;

/** Without a number for those that have no limit. */
export type Limits = {readonly [measure in Measure]: {readonly [scope in Scope]?: number}};

const most = 1e9;

/** As the command line calls them. Two are older than the table. */
export const limitName = (scope: Scope, measure: Measure): string =>
    Object.keys(aliases).find((alias) => aliases[alias] === `${scope}.${measure}`) ?? `--limit ${scope}.${measure}`;

const aliases: {[option: string]: string} = {
    '--max-messages-per-second': 'connection.messages-per-second',
    '--max-waiting-mb': 'process.waiting-mb',
};

/** As `parseArgs` wants them. */
export const limitArguments = {
    limit: {type: 'string', multiple: true, default: [] as string[]},
    'max-messages-per-second': {type: 'string'},
    'max-waiting-mb': {type: 'string'},
} as const;

export interface LimitValues {
    limit: string[];
    'max-messages-per-second'?: string;
    'max-waiting-mb'?: string;
}

/** The table with what the user who starts the gateway has set. */
export function readLimits({limit, ...older}: LimitValues): Limits {
    const set = new Map<string, number>();
    for (const [option, name] of Object.entries(aliases)) {
        const value = older[option.slice(2) as keyof typeof older];
        if (value !== undefined) {
            set.set(name, readNumber(`${option} ${value}`, value));
        }
    }
    for (const text of limit) {
        const [name = '', value = ''] = text.split(/=(.*)/s);
        if (!names.includes(name)) {
            throw new StartupError(`--limit ${text}: give one of ${names.join(', ')}, with "=" and a number`);
        }
        set.set(name, readNumber(`--limit ${text}`, value));
    }
    return Object.fromEntries(measures.map((measure) => [measure, rowOf(measure, set)])) as Limits;
}

const measures = Object.keys(defaults) as Measure[];
const names = measures.flatMap((measure) => scopesOf(measure).map((scope) => `${scope}.${measure}`));

function scopesOf(measure: Measure): Scope[] {
    return scopes.filter((scope) => scope in defaults[measure]);
}

/** A limit that is raised raises the wider ones, unless these are set as well. */
function rowOf(measure: Measure, set: Map<string, number>): Limits[Measure] {
    const row: {[scope in Scope]?: number} = {};
    let narrower = 0;
    for (const scope of scopesOf(measure)) {
        const usual = Math.max((defaults[measure] as Limits[Measure])[scope]!, narrower);
        narrower = row[scope] = set.get(`${scope}.${measure}`) ?? usual;
    }
    return row;
}

function readNumber(given: string, value: string): number {
    if (!/^\d+$/.test(value) || Number(value) < 1 || Number(value) > most) {
        throw new StartupError(`${given}: give a number from 1 to ${most}`);
    }
    return Number(value);
}
