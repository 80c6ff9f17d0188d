// Runs other programs, the same on every system, with one line of output for each step that goes well.
const fs = require('fs');
const os = require('os');
const path = require('path');
const {isEnding, start} = require('./children');

const root = path.join(__dirname, '..');

/** Ends with one line instead of a stack trace. */
function fail(message) {
    console.error(`\nError: ${message}`);
    process.exit(1);
}

/** Settles with what the program has written, where `output` is 'pipe', and with its exit code, or why it could not be started. */
function run([program, ...args], output, env, priority) {
    if (isEnding()) {
        // A step that follows one which has just been ended.
        return new Promise(() => {});
    }
    const child = start(program, args, {
        cwd: root,
        env: {...process.env, ...env},
        stdio: ['ignore', output, output],
        shell: needsShell(program),
    });
    if (priority && child.pid) {
        os.setPriority(child.pid, priority);
    }
    const written = [];
    [child.stdout, child.stderr].forEach((stream) => stream?.on('data', (data) => written.push(data)));
    return new Promise((resolve) => {
        child.once('error', (error) => resolve({error, text: ''}));
        child.once('close', (code) => resolve({code, text: Buffer.concat(written).toString()}));
    });
}

/** A step's line, and its command's output only when that fails. */
async function runQuietly(title, command, {env, hint} = {}) {
    console.log(`> ${title}`);
    const {code, error, text} = await run(command, 'pipe', env);
    if (code !== 0) {
        console.error(text);
        fail(`${title}: ${error ? error.message : 'failed, see above'}.${hint ? ` ${hint}` : ''}`);
    }
}

/** Runs with the terminal's own output; true when it went well. */
async function runOpenly(command, {env} = {}) {
    return (await run(command, 'inherit', env)).code === 0;
}

/** The last step of a program, whose exit code says how it went. */
async function runLast(command, options) {
    process.exitCode = (await runOpenly(command, options)) ? 0 : 1;
}

/** Runs without showing anything: the output goes to a file. True when it went well. `priority`: see os.setPriority. */
async function runInto(file, command, {env, priority} = {}) {
    const output = fs.openSync(file, 'w');
    const {code, error} = await run(command, output, env, priority);
    if (error) {
        fs.writeSync(output, error.message);
    }
    fs.closeSync(output);
    return code === 0;
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

module.exports = {root, fail, runQuietly, runInto, runLast, runOpenly, npm};
