// npm run bench: sets up what is missing and prints the figures that the README quotes. `npm run bench -- --quick` for a trial.
const {runOpenly} = require('./command');
const {findBrowser} = require('./browser');
const {whileLocked} = require('./lock');
const {prepareVenv} = require('./python');
const {setUpDemo} = require('./setup');

async function bench() {
    const {python, browser} = await whileLocked(setUp);
    const isWell = await runOpenly([python, '-m', 'benchmarks', ...process.argv.slice(2)], {env: {CHROME_PATH: browser}});
    process.exitCode = isWell ? 0 : 1;
}

async function setUp() {
    const python = await setUpDemo();
    await prepareVenv('.venv', ['test.txt']);
    return {python, browser: await findBrowser(python)};
}

bench();
