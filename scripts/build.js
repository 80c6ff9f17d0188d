// npm run build: the JavaScript by webpack, beside it the Python classes by Dash's generator and our own, after the packages for that.
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

async function runStep(step) {
    if (!(await runOpenly(npm('run', step)))) {
        fail(`npm run ${step} failed, see above.`);
    }
}

whileLocked(async () => {
    await installPackages();
    removeOldScripts();
    await Promise.all(['build:js', 'build:backends'].map(runStep));
    await runStep('build:sizes');
});
