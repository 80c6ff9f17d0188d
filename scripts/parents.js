// Notices that the program which started this one has gone: a signal to npm alone ends npm, but may never come here.
const fs = require('fs');

const intervalMs = 500;

function watchParents(onGone) {
    const parent = process.ppid;
    const npm = npmBehind(parent);
    const isGone = () => process.ppid !== parent || !isAlive(parent) || (npm !== undefined && parentOf(parent) !== npm);
    setInterval(() => isGone() && onGone(), intervalMs).unref();
}

/** Debian's npm starts a shell, which outlives it. Elsewhere the shell turns into the program that it starts. */
function npmBehind(shell) {
    return process.env.npm_lifecycle_event && read(shell, 'cmdline').split('\0')[1] === '-c'
        ? parentOf(shell)
        : undefined;
}

/** Undefined where the system has no /proc, or no such process any more. */
const parentOf = (pid) => read(pid, 'stat').split(')').pop().trim().split(' ')[1];

function read(pid, file) {
    try {
        return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
        return '';
    }
}

/** Windows goes on naming a parent that has gone. */
function isAlive(pid) {
    try {
        return process.kill(pid, 0);
    } catch (reason) {
        return reason.code === 'EPERM';
    }
}

module.exports = {watchParents};
