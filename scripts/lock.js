// One process at a time sets this folder up. It touches the lock's file every second: a file that nobody touches was left behind.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const {setTimeout: delay} = require('timers/promises');

const file = path.join(__dirname, '..', '.setup', 'lock');
const beatMs = 1000;
const pollMs = 200;
const pollsUntilLeftBehind = 50;
const heldBy = 'DASH_GLUE42_SETUP_LOCK';

const holder = () => {
    try {
        return fs.readFileSync(file, 'utf8');
    } catch {
        return undefined;
    }
};

/** Runs `work` once no other process holds the folder's lock. Says so when it has to wait. */
async function whileLocked(work) {
    // The process that holds the lock has started this one, as npm start does npm run build.
    if (process.env[heldBy] && process.env[heldBy] === holder()) {
        return work();
    }
    const id = crypto.randomUUID();
    await acquire(id);
    process.env[heldBy] = id;
    const beat = setInterval(touch, beatMs);
    const release = () => holder() === id && fs.rmSync(file, {force: true});
    process.once('exit', release);
    try {
        return await work();
    } finally {
        clearInterval(beat);
        process.off('exit', release);
        delete process.env[heldBy];
        release();
    }
}

async function acquire(id) {
    fs.mkdirSync(path.dirname(file), {recursive: true});
    let seen = '';
    let polls = 0;
    while (!create(id)) {
        if (!seen) {
            console.log('> Waiting until another npm command has set up this folder');
        }
        const now = `${holder()} ${fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs}`;
        polls = now === seen ? polls + 1 : 0;
        seen = now;
        // Polls are counted, not time, because a computer that slept stops its holder as well.
        if (polls === pollsUntilLeftBehind && (await takeOver(id))) {
            return;
        }
        await delay(pollMs);
    }
}

function create(id) {
    try {
        fs.writeFileSync(file, id, {flag: 'wx'});
        return true;
    } catch (reason) {
        // Windows names a file that is just being deleted otherwise.
        if (
            reason.code === 'EEXIST' ||
            (process.platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(reason.code))
        ) {
            return false;
        }
        throw reason;
    }
}

/** Of several that take over at the same time the last one has the lock. */
async function takeOver(id) {
    fs.writeFileSync(`${file}.${id}`, id);
    fs.renameSync(`${file}.${id}`, file);
    await delay(beatMs);
    return holder() === id;
}

function touch() {
    const now = new Date();
    // If the folder has been removed, the work itself fails and says so.
    fs.utimes(file, now, now, () => undefined);
}

module.exports = {whileLocked};
