// Debian's packages, where the user may install them.
const {spawn} = require('child_process');
const fs = require('fs');

const isDebianRoot = () =>
    process.platform === 'linux' && process.getuid() === 0 && fs.existsSync('/etc/debian_version');

let update;

/** False where it fails: there may be another way to what is needed. */
async function installWithApt(title, ...names) {
    console.log(`> Installing ${title} (apt-get)`);
    update ??= apt('update');
    return (await update) && apt('install', '-y', '--no-install-recommends', ...names);
}

/** It is left to end even if this program is asked to: an installation that breaks off has to be repaired by hand. */
function apt(...args) {
    const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'};
    // In a group of its own, where the terminal's Ctrl-C does not come.
    const child = spawn('apt-get', ['-qq', ...args], {env, stdio: 'ignore', detached: true});
    return new Promise((resolve) => {
        child.once('error', () => resolve(false));
        child.once('close', (code) => resolve(code === 0));
    });
}

module.exports = {isDebianRoot, installWithApt};
