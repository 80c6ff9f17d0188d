// npm run bench: sets up what is missing and prints the figures that the README quotes. `npm run bench -- --quick` for a trial.
const {runLast} = require('./command');
const {setUpBench} = require('./setup');

async function bench() {
    const {python, browser} = await setUpBench();
    await runLast([python, '-m', 'benchmarks', ...process.argv.slice(2)], {env: {CHROME_PATH: browser}});
}

bench();
