// Runs other programs, the same on every system, with one line of output for each step that goes well.
const {spawnSync} = require('child_process');
const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..');

/** Ends with one line instead of a stack trace. */
function fail(message) {
    console.error(`\nError: ${message}`);
    process.exit(1);
}

/** A step's line, and its command's output only when that fails. */
function runQuietly(title, [program, ...args], {env, hint} = {}) {
    console.log(`> ${title}`);
    const result = spawnSync(program, args, {
        cwd: root,
        env: {...process.env, ...env},
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
        maxBuffer: Infinity,
        shell: needsShell(program),
    });
    if (result.status !== 0) {
        console.error(`${result.stdout || ''}${result.stderr || ''}`);
        fail(`${title}: ${result.error ? result.error.message : 'failed, see above'}.${hint ? ` ${hint}` : ''}`);
    }
}

/** Runs with the terminal's own input and output; true when it went well. */
function runOpenly([program, ...args], {env} = {}) {
    return spawnSync(program, args, {cwd: root, env: {...process.env, ...env}, stdio: ['ignore', 'inherit', 'inherit'], shell: needsShell(program)}).status === 0;
}

// Windows starts npm.cmd, which is a batch file, only through its shell.
const needsShell = (program) => process.platform === 'win32' && program === 'npm';

/** npm as a command: the one that started this script, so that it need not be on PATH. */
function npm(...args) {
    const node = path.dirname(process.execPath);
    const cli = [
        process.env.npm_execpath,
        path.join(node, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
        path.join(node, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ].find((file) => file && path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
    return cli ? [process.execPath, cli, ...args] : ['npm', ...args];
}

module.exports = {root, fail, runQuietly, runOpenly, npm};
