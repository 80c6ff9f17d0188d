// Gets WebKitGTK, its driver and a display in memory, where Debian has them.
const fs = require('fs');
const {isDebianRoot, installWithApt} = require('./apt');
const {fail} = require('./command');

const packages = ['webkit2gtk-driver', 'xvfb', 'xauth'];
const programs = ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run', '/usr/bin/xauth'];
const isThere = () => programs.every((file) => fs.existsSync(file));

async function installWebKit() {
    if (!isThere() && isDebianRoot()) {
        await installWithApt('WebKitGTK', ...packages);
    }
    return (
        isThere() ||
        fail(`The tests in WebKit need packages of Debian or Ubuntu: apt-get install ${packages.join(' ')}`)
    );
}

module.exports = {installWebKit};
