// npm run test:webkit: sets up what is missing and runs the tests of other engines in WebKitGTK.
const {runLast} = require('./command');
const {setUpWebKit} = require('./setup');

async function testWebKit() {
    const python = await setUpWebKit();
    const pytest = [python, '-m', 'pytest', '-q', 'tests/engines', '--engine', 'webkit'];
    await runLast(['/usr/bin/xvfb-run', '-a', ...pytest]);
}

testWebKit();
