// Brings a clone to where the demo or the tests can run. Does only what is not done yet, or out of date.
const {spawnSync} = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const {root, fail, runQuietly, npm} = require('./command');
const {findPython, prepareVenv} = require('./python');
const {findBrowser, findHeadlessShell} = require('./browser');
const {findFirefox} = require('./firefox');
const {whileLocked} = require('./lock');
const {installPackages} = require('./packages');
const {prepareServers} = require('./servers');
const {installWebKit} = require('./webkit');

const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');

function checkNode() {
    const {engines} = JSON.parse(read('package.json'));
    const wanted = engines.node.replace(/[^\d.]/g, '');
    if (wanted.localeCompare(process.versions.node, undefined, {numeric: true}) > 0) {
        fail(`Node.js ${wanted} or newer is needed, this is ${process.versions.node}.`);
    }
}

function filesOf(name) {
    if (!fs.existsSync(path.join(root, name))) {
        return [];
    }
    return fs.statSync(path.join(root, name)).isDirectory()
        ? fs
              .readdirSync(path.join(root, name))
              .sort()
              .flatMap((entry) => filesOf(path.join(name, entry)))
        : [name];
}

function hashOf(files) {
    const hash = crypto.createHash('sha256');
    files.forEach((file) => hash.update(`${file}\n${fs.readFileSync(path.join(root, file))}\n`));
    return hash.digest('hex');
}

const sources = [
    'src',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'webpack.config.js',
    'requirements/build.txt',
    'scripts/generate.py',
    'scripts/fdc3_contexts.py',
    ...filesOf('scripts').filter((file) => file.endsWith('Loader.js')),
];
const isProduct = (file) => /\.(js|json)$|[\\/]_components[\\/]\w+\.py$|[\\/]fdc3_contexts\.py$/.test(file);

/** Both sides of the build, so that another branch's sources and deleted or foreign products are noticed. */
function buildState() {
    return `${hashOf(sources.flatMap(filesOf))} ${hashOf(filesOf('dash_glue42').filter(isProduct))}`;
}

async function build(python) {
    const stamp = path.join(root, '.setup', 'build');
    if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== buildState()) {
        await runQuietly('Building the components (npm run build)', npm('run', 'build'), {
            env: {DASH_GLUE42_PYTHON: python},
        });
        fs.mkdirSync(path.dirname(stamp), {recursive: true});
        fs.writeFileSync(stamp, buildState());
    }
}

/** JavaScript's and Python's packages beside each other; returns the Python. */
async function preparePackages(requirements) {
    checkNode();
    findPython();
    const [python] = await Promise.all([prepareVenv('.venv', ['build.txt', ...requirements]), installPackages()]);
    return python;
}

/** What the demo needs, and further requirements; returns its Python. */
async function prepareDemo(requirements = []) {
    const python = await preparePackages(requirements);
    await build(python);
    return python;
}

/** Older Pythons have none of those that the site needs. */
const hasSphinx = (python) => spawnSync(python, ['-c', 'import sphinx'], {stdio: 'ignore'}).status === 0;

/** For the site of the documentation: the Python. */
async function prepareDocs() {
    const python = await prepareDemo(['docs.txt']);
    return hasSphinx(python) ? python : fail('The site needs Python 3.11 or newer: remove .venv and put one on PATH.');
}

/** For the benchmarks: the Python and a browser. */
async function prepareBench() {
    const python = await prepareDemo(['test.txt']);
    return {python, browser: await findBrowser(python)};
}

/** For the tests: the Python with the newest Dash, the one with the oldest, and browsers; servers too. */
async function prepareTests() {
    const python = await preparePackages(['test.txt', 'docs.txt']);
    const [pythonDash3, browsers] = await Promise.all([
        prepareVenv('.setup/venv-dash3', ['dash3.txt']),
        prepareBrowsersAndServers(python),
        build(python),
    ]);
    return {python, pythonDash3, ...browsers};
}

/** One after another: Debian installs one package at a time. */
async function prepareBrowsersAndServers(python) {
    await prepareServers();
    const browser = await findBrowser(python);
    return {browser, headlessShell: await findHeadlessShell(browser), firefox: await findFirefox()};
}

/** For the tests in WebKit. */
async function prepareWebKit() {
    const python = await prepareDemo(['test.txt', 'webkit.txt']);
    await installWebKit();
    return python;
}

const alone = (prepare) => () => whileLocked(prepare);

module.exports = {
    setUpDemo: alone(prepareDemo),
    setUpDocs: alone(prepareDocs),
    setUpBench: alone(prepareBench),
    setUpTests: alone(prepareTests),
    setUpWebKit: alone(prepareWebKit),
};
