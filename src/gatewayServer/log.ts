import {withoutUrlSecrets} from '../values/withoutUrlSecrets';
import {defaultBus} from './busName';
import {createRateLimit} from './limits/rateLimit';
import type {LogEvent} from './logEvents';
import {type LogFormat, type LogLevel, logLevels} from './options';
import {rareLineIntervalMs} from './timeouts';

/** Whom a line is about: one connection. */
export interface Subject {
    /** With the port. */
    address: string;
    origin: string | undefined;
    /** Undefined: its address names none. */
    bus?: string;
    /** Who is proven to have logged in. */
    user?: string;
}

export interface Log {
    level: LogLevel;
    write: (level: string, event: LogEvent, message: string, subject?: Subject) => void;
}

const maxLength = 1000;

// Each line makes the gateway wait until it is written. A flood of faults must not stop it, nor fill the disk.
const linesAtOnce = 300;
const linesPerSecond = 50;

/**
 * Messages contain text of clients, which must not add lines, move the reader's cursor, reverse or hide text, or fill the disk;
 * and addresses of the operator's, which may have passwords in them.
 */
function sanitize(message: string): string {
    const isCut = message.length > maxLength;
    const text = isCut ? `${message.slice(0, maxLength)}…` : message;
    return withoutUrlSecrets(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
}

type FormatLine = (time: string, level: string, event: LogEvent, message: string, subject?: Subject) => string;

const formats: {[format in LogFormat]: FormatLine} = {
    text: (time, level, _, message, subject) =>
        `${time} ${level} ${sanitize(subject ? `${subject.address} (${describe(subject)}) ${message}` : message)}`,
    json: (time, level, event, message, subject) =>
        JSON.stringify({
            time,
            level: sanitize(level),
            event,
            message: sanitize(message),
            ...(subject && {
                address: sanitize(subject.address),
                origin: subject.origin === undefined ? null : sanitize(subject.origin),
                ...(subject.bus !== undefined && {bus: subject.bus}),
                ...(subject.user !== undefined && {user: sanitize(subject.user)}),
            }),
        }),
};

const describe = ({origin = 'no origin', bus = defaultBus, user}: Subject): string =>
    [origin, ...(bus === defaultBus ? [] : [`bus ${bus}`]), ...(user === undefined ? [] : [`user ${user}`])].join(', ');

/** One line for each thing that happens, on stderr. */
export function createLog(level: LogLevel, format: LogFormat): Log {
    // The engine knows more levels; those beyond ours are louder than "error" or quieter than "debug".
    const rank = (name: string) => {
        const index = (logLevels as readonly string[]).indexOf(name);
        return index < 0 ? (name === 'trace' ? logLevels.length : 0) : index;
    };
    const allowance = createRateLimit(linesPerSecond, linesAtOnce);
    let leftOut = 0;
    const print: Log['write'] = (...line) => console.error(formats[format](new Date().toISOString(), ...line));
    return {
        level,
        write: (name, event, message, subject) => {
            if (rank(name) > rank(level)) {
                return;
            }
            // At this level every line is wanted.
            if (level !== 'debug' && !allowance.take()) {
                leftOut++;
                return;
            }
            if (leftOut > 0) {
                print('warn', 'lines_left_out', `${leftOut} lines left out, too many at once`);
                leftOut = 0;
            }
            print(name, event, message, subject);
        },
    };
}

/** Says something no more often than once a minute. */
export function rarely(write: (message: string) => void): (message: string) => void {
    let writtenAt = -Infinity;
    return (message) => {
        if (performance.now() - writtenAt > rareLineIntervalMs) {
            writtenAt = performance.now();
            write(message);
        }
    };
}

/** The engine's texts quote whole messages, with the clients' data. They begin with a bracket or a quote. */
export const beforeData = (text: string): string => text.replace(/[{[("#].*/s, '…');
