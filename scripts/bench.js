// npm run bench: sets up what is missing and prints the figures that the README quotes. `npm run bench -- --quick` for a trial.
const {runOpenly} = require('./command');
const {setUpBench} = require('./setup');

async function bench() {
    const {python, browser} = await setUpBench();
    const isWell = await runOpenly([python, '-m', 'benchmarks', ...process.argv.slice(2)], {
        env: {CHROME_PATH: browser},
    });
    process.exitCode = isWell ? 0 : 1;
}

bench();
