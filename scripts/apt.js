// Debian's packages, where the user may install them.
const {spawnSync} = require('child_process');
const fs = require('fs');

const isDebianRoot = () => process.platform === 'linux' && process.getuid() === 0 && fs.existsSync('/etc/debian_version');

/** False where it fails: there may be another way to what is needed. */
function installWithApt(title, name) {
    console.log(`> Installing ${title} (apt-get)`);
    const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'};
    const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], {env, stdio: 'ignore'}).status === 0;
    return apt('update') && apt('install', '-y', '--no-install-recommends', name);
}

module.exports = {isDebianRoot, installWithApt};
