// npm run bench: sets up what is missing and prints the figures that the README quotes. `npm run bench -- --quick` for a trial.
const {runOpenly} = require('./command');
const {findBrowser} = require('./browser');
const {prepareVenv} = require('./python');
const {setUpDemo} = require('./setup');

const python = setUpDemo();
prepareVenv('.venv', ['test.txt']);
const env = {CHROME_PATH: findBrowser(python)};
process.exitCode = runOpenly([python, '-m', 'benchmarks', ...process.argv.slice(2)], {env}) ? 0 : 1;
