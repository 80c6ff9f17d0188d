// Programs that this one starts end with it: at a signal, and when the program that started it has gone.
const {spawn, spawnSync} = require('child_process');

// How long a program may take to end by itself. The terminal's Ctrl-C comes to it too, a second signal would cut its tidying up.
const patience = {SIGINT: 3000, SIGTERM: 0, SIGHUP: 0};
const patienceAfterSignal = 5000;

const running = new Set();
let isEnding = false;

/** Like child_process.spawn. When this program is asked to end, it does so once its children have. */
function start(program, args, options) {
    const child = spawn(program, args, options);
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
        // Windows knows no signals, and ends a program without those that it has started.
        if (process.platform === 'win32') {
            spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], {stdio: 'ignore'});
        } else {
            child.kill(signal);
        }
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
    setTimeout(() => {
        endChildren('SIGTERM');
        setTimeout(() => endChildren('SIGKILL'), patienceAfterSignal);
    }, patience[signal]);
}

Object.keys(patience).forEach((signal) => process.on(signal, end));

// A signal to npm alone ends npm, but may never come here. Windows goes on naming a parent that has gone.
const parent = process.ppid;
const isOrphan = () => process.ppid !== parent || (process.platform === 'win32' && !isAlive(parent));
setInterval(() => isOrphan() && end('SIGTERM'), 500).unref();

function isAlive(pid) {
    try {
        return process.kill(pid, 0);
    } catch (reason) {
        return reason.code === 'EPERM';
    }
}

module.exports = {start};
