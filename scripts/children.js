// Programs that this one starts end with it: at a signal, and when the program that started it has gone.
const {spawn, spawnSync} = require('child_process');
const {watchParents} = require('./parents');

const patienceMs = 5000;

const running = new Set();
let isEnding = false;

/** Like child_process.spawn, and never called when this program is ending: it ends once its children have. */
function start(program, args, options) {
    // A process group of its own: npm and pip do not pass a signal on to all that they have started.
    const child = spawn(program, args, {...options, detached: process.platform !== 'win32'});
    running.add(child);
    child.once('close', () => forget(child));
    child.once('error', () => forget(child));
    return child;
}

function forget(child) {
    running.delete(child);
    if (isEnding && running.size === 0) {
        exit();
    }
}

const exit = () => process.exit(process.exitCode ?? 1);

function endChildren(signal) {
    for (const child of running) {
        if (process.platform === 'win32') {
            spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], {stdio: 'ignore'});
        } else {
            signalGroup(child.pid, signal);
        }
    }
}

function signalGroup(leader, signal) {
    try {
        process.kill(-leader, signal);
    } catch {
        // It ended by itself in the meantime.
    }
}

function end(signal) {
    if (isEnding) {
        return;
    }
    isEnding = true;
    if (running.size === 0) {
        exit();
    }
    endChildren(signal);
    setTimeout(() => endChildren('SIGKILL'), patienceMs);
}

// Under nohup, or in a pipe, the end of the terminal is no reason to end.
const signals = ['SIGINT', 'SIGTERM', ...(process.stdout.isTTY ? ['SIGHUP'] : [])];
signals.forEach((signal) => process.on(signal, end));

watchParents(() => end('SIGTERM'));

// A step that has failed ends this program, and those beside it.
process.on('exit', () => endChildren('SIGKILL'));

module.exports = {start, isEnding: () => isEnding};
