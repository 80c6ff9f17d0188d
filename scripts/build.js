// npm run build: the JavaScript by webpack, then the Python classes by Dash's generator, with the packages for that where they are missing.
const {fail, runOpenly, npm} = require('./command');
const {whileLocked} = require('./lock');
const {installPackages} = require('./packages');

whileLocked(async () => {
    await installPackages();
    for (const step of ['build:js', 'build:backends']) {
        if (!(await runOpenly(npm('run', step)))) {
            fail(`npm run ${step} failed, see above.`);
        }
    }
});
