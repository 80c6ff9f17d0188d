// npm test: sets up what is missing and runs every check, the later ones also when an earlier one fails.
const fs = require('fs');
const path = require('path');
const {root, runOpenly, npm} = require('./command');
const {setUpTests} = require('./setup');

const reports = path.join('.setup', 'reports');

/** A check without a report counts as one test. So does a test run that ended badly without a failed test. */
async function check(name, [program, ...args], readReport, env) {
    console.log(`\n=== ${name}`);
    const isPassed = await runOpenly([program, ...args], {env});
    const {passed, failed, skipped} = (readReport && readReport()) || {
        passed: !readReport && isPassed ? 1 : 0,
        failed: 0,
        skipped: 0,
    };
    return {name, passed, failed: isPassed ? failed : Math.max(failed, 1), skipped};
}

function jest() {
    const report = path.join(reports, 'unit.json');
    return check('Unit tests', npm('run', '--silent', 'unit', '--', '--json', `--outputFile=${report}`), () => {
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
    });
}

function pytest(name, [interpreter, ...args], report, env) {
    const file = path.join(reports, `${report}.xml`);
    return check(
        name,
        [interpreter, '-m', 'pytest', '-q', `--junitxml=${file}`, ...args],
        () => {
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
        },
        env,
    );
}

/** Counts as no test: nothing of it has run. */
function skip(name, reason) {
    console.log(`\n=== ${name}\nskipped: ${reason}`);
    return {name, passed: 0, failed: 0, skipped: 0, reason};
}

async function test() {
    const {python, pythonDash3, browser, firefox} = await setUpTests();
    fs.rmSync(path.join(root, reports), {recursive: true, force: true});
    fs.mkdirSync(path.join(root, reports), {recursive: true});
    const chromium = {CHROME_PATH: browser};
    const noFirefox = 'no Firefox was found (install one that is no snap, or name it in FIREFOX_PATH)';
    report([
        await check('Lint', npm('run', '--silent', 'lint')),
        await check('Types', npm('run', '--silent', 'types')),
        await jest(),
        await pytest('Python tests', [python, 'tests/python'], 'python', chromium),
        await pytest('Browser tests', [python, 'tests/browser'], 'browser', chromium),
        await pytest(
            'Browser tests on Dash 3.0',
            [pythonDash3, 'tests/browser', '-m', 'dash3'],
            'browser-dash3',
            chromium,
        ),
        firefox
            ? await pytest('Firefox tests', [python, 'tests/engines'], 'firefox', {FIREFOX_PATH: firefox})
            : skip('Firefox tests', noFirefox),
    ]);
}

function report(results) {
    const count = ({passed, failed, skipped}) =>
        `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
    const sum = (key) => results.reduce((total, result) => total + result[key], 0);
    console.log('\n=== Overview');
    results.forEach((result) =>
        console.log(`${result.name.padEnd(27)}${result.reason ? `skipped: ${result.reason}` : count(result)}`),
    );
    console.log(`\n${count({passed: sum('passed'), failed: sum('failed'), skipped: 0})}`);
    process.exitCode = sum('failed') ? 1 : 0;
}

test();
