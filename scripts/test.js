// npm test: sets up what is missing and runs every check, the later ones also when an earlier one fails.
const fs = require('fs');
const os = require('os');
const path = require('path');
const {root, runInto, npm} = require('./command');
const {setUpTests} = require('./setup');

const browserTests = (...names) => names.map((name) => `tests/browser/${name}`);
// Run as checks of their own, beside the other browser tests. Those of streams bring AG Grid into all later pages.
const ofBus = browserTests('fdc3', 'method', 'streams');
const ofPrograms = browserTests('test_demo.py', 'test_docs.py', 'test_examples.py', 'test_notebook.py');
const reports = path.join('.setup', 'reports');

const title = (name) => `\n=== ${name}`;

/**
 * Shows the command's output as a whole when it has ended, because others run beside it; until then it is in a file. A check
 * without a report counts as one test. So does a test run that ended badly without a failed test.
 */
async function check(name, command, {readReport, env, priority} = {}) {
    const log = path.join(root, reports, `${name}.log`);
    const isPassed = await runInto(log, command, {env, priority});
    console.log(`${title(name)}\n${fs.readFileSync(log, 'utf8').trimEnd()}`);
    const nothing = {passed: !readReport && isPassed ? 1 : 0, failed: 0, skipped: 0};
    const {passed, failed, skipped} = (readReport && orUndefined(readReport)) ?? nothing;
    return {name, passed, failed: isPassed ? failed : Math.max(failed, 1), skipped};
}

/** A run that was killed leaves no report, or one that cannot be read. */
function orUndefined(read) {
    try {
        return read();
    } catch {
        return undefined;
    }
}

function jest(options) {
    const report = path.join(reports, 'unit.json');
    const readReport = () => {
        const result = JSON.parse(fs.readFileSync(path.join(root, report), 'utf8'));
        // A file that does not even load holds no tests, but has failed.
        return {
            passed: result.numPassedTests,
            failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
            skipped: result.numPendingTests,
        };
    };
    const command = npm('run', '--silent', 'unit', '--', '--json', `--outputFile=${report}`);
    return check('Unit tests', command, {...options, readReport});
}

function pytest(name, [interpreter, ...args], report, options) {
    const file = path.join(reports, `${report}.xml`);
    const readReport = () => {
        const [suite] = fs.readFileSync(path.join(root, file), 'utf8').match(/<testsuite [^>]*>/);
        const [tests, failures, errors, skipped] = ['tests', 'failures', 'errors', 'skipped'].map((count) =>
            Number(suite.match(` ${count}="(\\d+)"`)[1]),
        );
        return {passed: Math.max(tests - failures - errors - skipped, 0), failed: failures + errors, skipped};
    };
    return check(name, [interpreter, '-m', 'pytest', '-q', `--junitxml=${file}`, ...args], {
        ...options,
        readReport,
    });
}

/** Counts as no test: nothing of it has run. */
function skip(name, reason) {
    console.log(`${title(name)}\nskipped: ${reason}`);
    return {name, passed: 0, failed: 0, skipped: 0, reason};
}

// That of most browser tests is the longest check: the other ones get what it leaves of the processor.
const besides = {priority: os.constants.priority.PRIORITY_BELOW_NORMAL};

/** Functions that start one each, the longest first. */
function checks({python, pythonDash3, browser, headlessShell, firefox}) {
    const env = {CHROME_PATH: browser, ...(headlessShell && {HEADLESS_SHELL_PATH: headlessShell})};
    const options = {...besides, env};
    const others = [...ofBus, ...ofPrograms].map((path) => `--ignore=${path}`);
    return [
        () => pytest('Browser tests', [python, 'tests/browser', ...others], 'browser', {env}),
        () => pytest('Python tests', [python, 'tests/python'], 'python', besides),
        () => pytest('FDC3, methods, streams', [python, ...ofBus], 'browser-bus', options),
        () => pytest('Demo, docs, examples', [python, ...ofPrograms], 'browser-programs', options),
        () =>
            pytest(
                'Browser tests on Dash 3.0',
                [pythonDash3, 'tests/browser', '-m', 'dash3'],
                'browser-dash3',
                options,
            ),
        () => jest(besides),
        () => check('Lint', npm('run', '--silent', 'lint'), besides),
        () => firefoxTests(python, firefox),
        () => check('Types', npm('run', '--silent', 'types'), besides),
    ];
}

/** Rows of checks beside each other, so that a test that waits leaves the processor to others. Each row takes what is next. */
async function runInRows(starts) {
    const results = [];
    const left = starts.values();
    const row = async () => {
        for (const start of left) {
            results.push(await start());
        }
    };
    await Promise.all([row(), row(), row()]);
    return results;
}

function firefoxTests(python, firefox) {
    return firefox
        ? pytest('Firefox tests', [python, 'tests/engines'], 'firefox', {...besides, env: {FIREFOX_PATH: firefox}})
        : skip('Firefox tests', 'no Firefox was found (install one that is no snap, or name it in FIREFOX_PATH)');
}

async function test() {
    // Hundreds of programs that the tests start would each compile Dash anew.
    delete process.env.PYTHONDONTWRITEBYTECODE;
    const tools = await setUpTests();
    fs.rmSync(path.join(root, reports), {recursive: true, force: true});
    fs.mkdirSync(path.join(root, reports), {recursive: true});
    console.log('> Running the checks, several beside each other; each shows its output when it has ended');
    report(await runInRows(checks(tools)));
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
