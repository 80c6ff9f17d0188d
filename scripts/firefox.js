// Finds the Firefox in which a part of the browser tests runs as well, or gets one from Debian. Without one that part is skipped.
const fs = require('fs');
const {isDebianRoot, installWithApt} = require('./apt');
const {isProgram, namedIn, usualPlaces} = require('./installed');

const names = {linux: ['firefox-esr', 'firefox'], darwin: ['Firefox'], win32: ['Mozilla Firefox\\firefox.exe']};

// Ubuntu's is a script that starts a snap, which does not see the profile that a test has made for it.
const isSnap = (file) =>
    fs.realpathSync(file) === '/usr/bin/snap' ||
    (fs.statSync(file).size < 10000 && fs.readFileSync(file, 'utf8').includes('/snap/'));

const installed = () => usualPlaces(names).find((file) => isProgram(file) && !isSnap(file));

async function findFirefox() {
    const found = namedIn('FIREFOX_PATH') || installed();
    return found ?? (isDebianRoot() && (await installWithApt('Firefox', 'firefox-esr')) ? installed() : undefined);
}

module.exports = {findFirefox};
