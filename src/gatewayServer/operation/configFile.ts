import {readFileSync} from 'node:fs';
import {isDict} from '../../values/isDict';
import {StartupError} from '../startupError';

/** What one option takes: `parseArgs` knows texts and switches, a file numbers as well. */
interface OptionKind {
    type: 'string' | 'boolean';
    multiple?: boolean;
}

type OptionKinds = {[name: string]: OptionKind};

/** Those whose value is a number in a file; the command line has texts only. */
const numeric = new Set([
    'port',
    'metrics-port',
    'bus-idle-seconds',
    'token-grace-seconds',
    'max-messages-per-second',
    'max-waiting-mb',
]);

const secrets = /token$|secret$/;

/**
 * The options in a JSON file, as arguments. It has the names of the command line, and is checked as strictly: a key that is
 * wrong by a letter would leave a gateway open that was to be closed.
 */
export function argumentsIn(file: string, kinds: OptionKinds): {[name: string]: string[]} {
    const content = parse(file);
    if (!isDict(content)) {
        throw new StartupError(`--config ${file}: it has to contain a JSON object of options by their names`);
    }
    return Object.fromEntries(
        Object.entries(content).map(([name, value]) => {
            if (!Object.hasOwn(kinds, name) || name === 'config') {
                throw new StartupError(`--config ${file}: ${JSON.stringify(name)} is no option${hintFor(name)}`);
            }
            const texts = textsOf(value, name, kinds[name]!);
            if (!texts) {
                throw new StartupError(
                    `--config ${file}: ${JSON.stringify(name)} has to be ${expected(name, kinds[name]!)}`,
                );
            }
            return [name, texts.map((text) => (text === undefined ? `--${name}` : `--${name}=${text}`))];
        }),
    );
}

function parse(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, 'utf8'));
    } catch (reason) {
        throw new StartupError(`--config ${file} cannot be read: ${withoutContent((reason as Error).message)}`);
    }
}

/** The parser quotes what it cannot read: in a wrong file that may be a secret. */
const withoutContent = (problem: string): string => problem.replace(/, (?:\.\.\.)?".*(?= is not valid JSON)/s, '');

const hintFor = (name: string): string =>
    secrets.test(name) ? ': secrets come from the environment, or from the file that it names' : '';

/** Undefined when the value has another type; an undefined text is a switch that is on. */
function textsOf(value: unknown, name: string, {type, multiple}: OptionKind): (string | undefined)[] | undefined {
    if (type === 'boolean') {
        return typeof value === 'boolean' ? (value ? [undefined] : []) : undefined;
    }
    if (multiple) {
        return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    }
    return typeof value === (numeric.has(name) ? 'number' : 'string') ? [String(value)] : undefined;
}

function expected(name: string, {type, multiple}: OptionKind): string {
    if (type === 'boolean') {
        return 'true or false';
    }
    return multiple ? 'a list of texts' : numeric.has(name) ? 'a number' : 'a text';
}
