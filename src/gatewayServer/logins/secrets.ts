import {readFileSync, statSync} from 'node:fs';
import {StartupError} from '../startupError';

/** The files with secrets that every user of the machine can read. Windows has no such mode. */
export const readableByAll = (files: string[]): string[] =>
    process.platform === 'win32' ? [] : files.filter((file) => (statSync(file).mode & 0o004) !== 0);

/** What a variable of the environment contains, or the file that NAME_FILE names: Kubernetes and Docker write secrets into files. */
export function readSecret(name: string, environment: NodeJS.ProcessEnv): string | undefined {
    const {[name]: value, [`${name}_FILE`]: file} = environment;
    if (file === undefined) {
        return value;
    }
    if (value !== undefined) {
        throw new StartupError(`${name} and ${name}_FILE exclude each other`);
    }
    try {
        // Editors end a file with a line break, which is no part of the secret.
        return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (reason) {
        throw new StartupError(`${name}_FILE cannot be read: ${(reason as Error).message}`);
    }
}
