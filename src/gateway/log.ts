import {type LogLevel, logLevels} from './options';

export interface Log {
    level: LogLevel;
    write: (level: string, message: string) => void;
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
                // A client must not be able to write lines of its own.
                // eslint-disable-next-line no-control-regex
                console.error(`${new Date().toISOString()} ${name} ${message.replace(/[\x00-\x1f\x7f]+/g, ' ')}`);
            }
        },
    };
}
