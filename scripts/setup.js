// Brings a clone to where the demo or the tests can run. Does only what is not done yet, or out of date.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const {root, fail, runQuietly, npm} = require('./command');
const {findPython, prepareVenv} = require('./python');
const {findBrowser} = require('./browser');
const {prepareRedis} = require('./redis');

const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');

function checkNode() {
    const {engines} = JSON.parse(read('package.json'));
    const wanted = engines.node.replace(/[^\d.]/g, '');
    if (wanted.localeCompare(process.versions.node, undefined, {numeric: true}) > 0) {
        fail(`Node.js ${wanted} or newer is needed, this is ${process.versions.node}.`);
    }
}

/** Are the installed packages those of the lock file? Optional ones may be for other systems. */
function hasPackages() {
    const installedLock = path.join('node_modules', '.package-lock.json');
    if (!fs.existsSync(path.join(root, installedLock))) {
        return false;
    }
    const installed = JSON.parse(read(installedLock)).packages;
    const wanted = Object.entries(JSON.parse(read('package-lock.json')).packages);
    return wanted.every(([name, {version, optional}]) => name === '' || optional || installed[name]?.version === version);
}

function installPackages() {
    if (!hasPackages()) {
        runQuietly('Installing the JavaScript packages (npm ci)', npm('ci', '--include=dev', '--no-audit', '--no-fund'));
    }
}

function filesOf(name) {
    if (!fs.existsSync(path.join(root, name))) {
        return [];
    }
    return fs.statSync(path.join(root, name)).isDirectory() ? fs.readdirSync(path.join(root, name)).sort().flatMap((entry) => filesOf(path.join(name, entry))) : [name];
}

function hashOf(files) {
    const hash = crypto.createHash('sha256');
    files.forEach((file) => hash.update(`${file}\n${fs.readFileSync(path.join(root, file))}\n`));
    return hash.digest('hex');
}

const sources = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'webpack.config.js', 'requirements/build.txt', 'scripts/generate.py'];
const isProduct = (file) => /\.(js|json)$|[\\/]_components[\\/]\w+\.py$/.test(file);

/** Both sides of the build, so that another branch's sources and deleted or foreign products are noticed. */
function buildState() {
    return `${hashOf(sources.flatMap(filesOf))} ${hashOf(filesOf('dash_glue42').filter(isProduct))}`;
}

function build(python) {
    const stamp = path.join(root, '.setup', 'build');
    if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== buildState()) {
        runQuietly('Building the components (npm run build)', npm('run', 'build'), {env: {DASH_GLUE42_PYTHON: python}});
        fs.mkdirSync(path.dirname(stamp), {recursive: true});
        fs.writeFileSync(stamp, buildState());
    }
}

/** For the demo; returns its Python. */
function setUpDemo() {
    checkNode();
    findPython();
    installPackages();
    const python = prepareVenv('.venv', ['build.txt']);
    build(python);
    return python;
}

/** For the tests: the Python with the newest Dash, the one with the oldest, and a browser; a Redis too. */
function setUpTests() {
    const python = setUpDemo();
    prepareVenv('.venv', ['test.txt']);
    prepareRedis();
    return {python, pythonDash3: prepareVenv('.setup/venv-dash3', ['dash3.txt']), browser: findBrowser(python)};
}

module.exports = {setUpDemo, setUpTests};
