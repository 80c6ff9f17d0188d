// npm run build: the JavaScript by webpack, then the Python classes by Dash's generator and our own, with the packages for that where they are missing.
// It fails when a script has outgrown its limit in package.json.
const fs = require('fs');
const path = require('path');
const {root, fail, runOpenly, npm} = require('./command');
const {whileLocked} = require('./lock');
const {installPackages} = require('./packages');

/** The package lists the scripts that it finds, so those of an older source must not stay. */
function removeOldScripts() {
    const folder = path.join(root, 'dash_glue42');
    const scripts = fs.readdirSync(folder).filter((file) => file.endsWith('.js'));
    scripts.forEach((file) => fs.rmSync(path.join(folder, file)));
}

whileLocked(async () => {
    await installPackages();
    removeOldScripts();
    for (const step of ['build:js', 'build:backends', 'build:sizes']) {
        if (!(await runOpenly(npm('run', step)))) {
            fail(`npm run ${step} failed, see above.`);
        }
    }
});
