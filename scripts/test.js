// npm test: sets up what is missing and runs every check, the later ones also when an earlier one fails.
const fs = require('fs');
const path = require('path');
const {root, runBuffered, npm} = require('./command');
const {setUpTests} = require('./setup');

const reports = path.join('.setup', 'reports');

const title = (name) => `\n=== ${name}`;

/**
 * Shows the command's output as a whole when it has ended, because others run beside it. A check without a report counts as
 * one test. So does a test run that ended badly without a failed test.
 */
async function check(name, command, readReport, env) {
    const {isPassed, text} = await runBuffered(command, {env});
    console.log(`${title(name)}\n${text.trimEnd()}`);
    const {passed, failed, skipped} = (readReport && readReport()) || {
        passed: !readReport && isPassed ? 1 : 0,
        failed: 0,
        skipped: 0,
    };
    return {name, passed, failed: isPassed ? failed : Math.max(failed, 1), skipped};
}

function jest() {
    const report = path.join(reports, 'unit.json');
    const readReport = () => {
        if (!fs.existsSync(path.join(root, report))) {
            return undefined;
        }
        const result = JSON.parse(fs.readFileSync(path.join(root, report), 'utf8'));
        // A file that does not even load holds no tests, but has failed.
        return {
            passed: result.numPassedTests,
            failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
            skipped: result.numPendingTests,
        };
    };
    const command = npm('run', '--silent', 'unit', '--', '--json', `--outputFile=${report}`);
    return check('Unit tests', command, readReport);
}

function pytest(name, [interpreter, ...args], report, env) {
    const file = path.join(reports, `${report}.xml`);
    const readReport = () => {
        const suite =
            fs.existsSync(path.join(root, file)) &&
            fs.readFileSync(path.join(root, file), 'utf8').match(/<testsuite [^>]*>/);
        if (!suite) {
            return undefined;
        }
        const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((count) =>
            Number(suite[0].match(` ${count}="(\\d+)"`)[1]),
        );
        return {passed: Math.max(tests - failures - errors - skipped, 0), failed: failures + errors, skipped};
    };
    return check(name, [interpreter, '-m', 'pytest', '-q', `--junitxml=${file}`, ...args], readReport, env);
}

/** Counts as no test: nothing of it has run. */
function skip(name, reason) {
    console.log(`${title(name)}\nskipped: ${reason}`);
    return {name, passed: 0, failed: 0, skipped: 0, reason};
}

/** All but the browser tests, which take about as long. */
async function otherChecks({python, pythonDash3, firefox}, env) {
    const noFirefox = 'no Firefox was found (install one that is no snap, or name it in FIREFOX_PATH)';
    return [
        await check('Lint', npm('run', '--silent', 'lint')),
        await check('Types', npm('run', '--silent', 'types')),
        await jest(),
        await pytest('Python tests', [python, 'tests/python'], 'python'),
        firefox
            ? await pytest('Firefox tests', [python, 'tests/engines'], 'firefox', {FIREFOX_PATH: firefox})
            : skip('Firefox tests', noFirefox),
        await pytest('Browser tests on Dash 3.0', [pythonDash3, 'tests/browser', '-m', 'dash3'], 'browser-dash3', env),
    ];
}

async function test() {
    const programs = await setUpTests();
    fs.rmSync(path.join(root, reports), {recursive: true, force: true});
    fs.mkdirSync(path.join(root, reports), {recursive: true});
    const {python, browser, headlessShell} = programs;
    const env = {CHROME_PATH: browser, ...(headlessShell && {HEADLESS_SHELL_PATH: headlessShell})};
    console.log('> Running the browser tests beside all other checks; each shows its output when it has ended');
    const [browserTests, others] = await Promise.all([
        pytest('Browser tests', [python, 'tests/browser'], 'browser', env),
        otherChecks(programs, env),
    ]);
    report([...others, browserTests]);
}

function report(results) {
    const count = ({passed, failed, skipped}) =>
        `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
    const sum = (key) => results.reduce((total, result) => total + result[key], 0);
    console.log(title('Overview'));
    results.forEach((result) =>
        console.log(`${result.name.padEnd(27)}${result.reason ? `skipped: ${result.reason}` : count(result)}`),
    );
    console.log(`\n${count({passed: sum('passed'), failed: sum('failed'), skipped: 0})}`);
    process.exitCode = sum('failed') ? 1 : 0;
}

test();
