// npm run test:webkit: sets up what is missing and runs the tests of other engines in WebKitGTK.
const {runOpenly} = require('./command');
const {setUpWebKit} = require('./setup');

async function testWebKit() {
    const python = await setUpWebKit();
    const pytest = [python, '-m', 'pytest', '-q', 'tests/engines', '--engine', 'webkit'];
    process.exitCode = (await runOpenly(['/usr/bin/xvfb-run', '-a', ...pytest])) ? 0 : 1;
}

testWebKit();
