// Finds Python and keeps the virtual environments. As a program, it runs Python with the given arguments.
const {spawnSync} = require('child_process');
const fs = require('fs');
const path = require('path');
const {root, fail, runLast, runQuietly} = require('./command');

const oldest = [3, 10];
const candidates = [
    ['python3'],
    ['python'],
    ['py', '-3'],
    ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]),
];

/** The version as [major, minor], or undefined where the command is no Python with the module. */
function versionOf([program, ...args], module) {
    const code = `import sys, ${module}; print(*sys.version_info[:2])`;
    const {status, stdout} = spawnSync(program, [...args, '-c', code], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    return status === 0 ? stdout.trim().split(' ').map(Number) : undefined;
}

const isNewEnough = (version) =>
    version !== undefined && (version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1]));

/** The first Python on this machine that is new enough, as a command. */
function findPython() {
    const found = [];
    for (const candidate of candidates) {
        const version = versionOf(candidate, 'sys');
        if (isNewEnough(version)) {
            return candidate;
        }
        if (version) {
            found.push(version.join('.'));
        }
    }
    return fail(`Python ${oldest.join('.')} or newer is needed, found ${found.length ? found.join(', ') : 'none'}.`);
}

const venvPython = (venv) =>
    path.join(root, venv, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));

/** Makes the virtual environment and installs the requirements files that are not there or have changed. */
async function prepareVenv(venv, requirements) {
    const python = venvPython(venv);
    if (!isNewEnough(versionOf([python], 'pip'))) {
        const hint = 'On Debian and Ubuntu the package python3-venv may be missing.';
        await runQuietly(`Creating ${venv}`, [...findPython(), '-m', 'venv', '--clear', venv], {hint});
    }
    const wanted = (name) => fs.readFileSync(path.join(root, 'requirements', name), 'utf8');
    const stamp = (name) => path.join(root, venv, `installed-${name}`);
    const changed = requirements.filter(
        (name) => !fs.existsSync(stamp(name)) || fs.readFileSync(stamp(name), 'utf8') !== wanted(name),
    );
    if (changed.length > 0) {
        const files = changed.map((name) => path.join('requirements', name));
        // Python compiles what it imports: all that is there would take as long as the installation.
        const options = ['--quiet', '--no-input', '--no-compile', '--disable-pip-version-check'];
        await runQuietly(`Installing ${files.join(', ')} into ${venv}`, [
            python,
            '-m',
            'pip',
            'install',
            ...options,
            ...files.flatMap((file) => ['-r', file]),
        ]);
        changed.forEach((name) => fs.writeFileSync(stamp(name), wanted(name)));
    }
    return python;
}

/** For the npm scripts: who builds may name the Python, else it is the project's own, else the machine's. */
function currentPython() {
    const named = process.env.DASH_GLUE42_PYTHON;
    if (named) {
        return [named];
    }
    return fs.existsSync(venvPython('.venv')) ? [venvPython('.venv')] : findPython();
}

module.exports = {findPython, prepareVenv};

if (require.main === module) {
    runLast([...currentPython(), ...process.argv.slice(2)]);
}
