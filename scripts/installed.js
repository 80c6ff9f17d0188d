// Where browsers are usually installed, on each system.
const {spawnSync} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const {fail} = require('./command');

/** The files that programs of these names have: on Windows paths in the program folders, on macOS names of apps. */
function usualPlaces({win32, darwin, linux}) {
    switch (process.platform) {
        case 'win32': {
            const folders = [
                process.env.ProgramFiles,
                process.env['ProgramFiles(x86)'],
                process.env.LOCALAPPDATA,
            ].filter(Boolean);
            return folders.flatMap((folder) => win32.map((file) => path.join(folder, file)));
        }
        case 'darwin': {
            const folders = ['/Applications', path.join(os.homedir(), 'Applications')];
            return folders.flatMap((folder) =>
                darwin.map((name) => path.join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
            );
        }
        default: {
            const folders = [
                ...(process.env.PATH || '').split(path.delimiter).filter(Boolean),
                '/usr/bin',
                '/snap/bin',
            ];
            return linux.flatMap((name) => folders.map((folder) => path.join(folder, name)));
        }
    }
}

/** Ubuntu's chromium-browser may be only a script that asks for a snap: on Linux the file alone says nothing. */
function isProgram(file) {
    return (
        fs.existsSync(file) &&
        (process.platform !== 'linux' || spawnSync(file, ['--version'], {stdio: 'ignore'}).status === 0)
    );
}

/** The browser that a variable of the environment names, if it names one. */
function namedIn(variable) {
    const file = process.env[variable];
    return file && !isProgram(file) ? fail(`${variable} names no browser: ${file}`) : file;
}

module.exports = {usualPlaces, isProgram, namedIn};
