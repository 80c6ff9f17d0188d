// Installs the JavaScript packages of the lock file, where they are not there yet.
const fs = require('fs');
const path = require('path');
const {root, runQuietly, npm} = require('./command');

const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages;

/** Optional ones may be for other systems. */
function hasPackages() {
    const installedLock = path.join('node_modules', '.package-lock.json');
    if (!fs.existsSync(path.join(root, installedLock))) {
        return false;
    }
    const installed = read(installedLock);
    const wanted = Object.entries(read('package-lock.json'));
    return wanted.every(
        ([name, {version, optional}]) => name === '' || optional || installed[name]?.version === version,
    );
}

async function installPackages() {
    if (!hasPackages()) {
        // The build needs the development packages also where NODE_ENV says production.
        await runQuietly(
            'Installing the JavaScript packages (npm ci)',
            npm('ci', '--include=dev', '--no-audit', '--no-fund'),
        );
    }
}

module.exports = {installPackages};
