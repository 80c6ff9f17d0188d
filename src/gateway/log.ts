import {type LogLevel, logLevels} from './options';

export interface Log {
    level: LogLevel;
    write: (level: string, message: string) => void;
}

const longest = 1000;

/** Clients have a say in it: they must not write lines of their own, move the reader's cursor, turn or hide text, or fill the disk. */
function harmless(message: string): string {
    const isCut = message.length > longest;
    return (isCut ? `${message.slice(0, longest)}…` : message).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** One line for each thing that happens, on stderr. */
export function createLog(level: LogLevel): Log {
    // The engine knows more levels; those beyond ours are louder than "error" or quieter than "debug".
    const rank = (name: string) => {
        const index = (logLevels as readonly string[]).indexOf(name);
        return index < 0 ? (name === 'trace' ? logLevels.length : 0) : index;
    };
    return {
        level,
        write: (name, message) => {
            if (rank(name) <= rank(level)) {
                console.error(`${new Date().toISOString()} ${name} ${harmless(message)}`);
            }
        },
    };
}

/** The engine's texts quote whole messages, with all that clients confide to each other. They begin with a bracket or a quote. */
export const beforeData = (text: string): string => text.replace(/[{[("#].*/s, '…');
