// Finds the Chrome, Chromium or Edge that the browser tests drive, or gets one.
const {spawnSync} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const {isDebianRoot, installWithApt} = require('./apt');
const {fail, runQuietly} = require('./command');

const linuxNames = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge', 'microsoft-edge-stable'];
const macNames = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const windowsPaths = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

function usualPlaces() {
    switch (process.platform) {
        case 'win32': {
            const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA].filter(Boolean);
            return folders.flatMap((folder) => windowsPaths.map((file) => path.join(folder, file)));
        }
        case 'darwin': {
            const folders = ['/Applications', path.join(os.homedir(), 'Applications')];
            return folders.flatMap((folder) => macNames.map((name) => path.join(folder, `${name}.app`, 'Contents', 'MacOS', name)));
        }
        default: {
            const folders = [...(process.env.PATH || '').split(path.delimiter).filter(Boolean), '/usr/bin', '/snap/bin'];
            return linuxNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));
        }
    }
}

/** Ubuntu's chromium-browser may be only a script that asks for a snap: on Linux the file alone says nothing. */
function isBrowser(file) {
    return fs.existsSync(file) && (process.platform !== 'linux' || spawnSync(file, ['--version'], {stdio: 'ignore'}).status === 0);
}

/** Playwright's own browser: where it is, or would be after its installation. */
function playwrightBrowser(python) {
    const code = 'from playwright.sync_api import sync_playwright\nwith sync_playwright() as p: print(p.chromium.executable_path)';
    const {stdout} = spawnSync(python, ['-c', code], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
    return (stdout || '').trim();
}

function findBrowser(python) {
    const named = process.env.CHROME_PATH;
    if (named) {
        return isBrowser(named) ? named : fail(`CHROME_PATH names no browser: ${named}`);
    }
    const installed = usualPlaces().find(isBrowser);
    if (installed) {
        return installed;
    }
    const downloaded = playwrightBrowser(python);
    if (downloaded && isBrowser(downloaded)) {
        return downloaded;
    }
    // Where it fails, Playwright's browser is still to be tried.
    if (isDebianRoot() && installWithApt('Chromium', 'chromium')) {
        const fresh = usualPlaces().find(isBrowser);
        if (fresh) {
            return fresh;
        }
    }
    const hint = 'Install Chrome, Chromium or Edge, or name one in CHROME_PATH.';
    const withLibraries = isDebianRoot() ? ['--with-deps'] : [];
    runQuietly("Installing a browser (Playwright's Chromium)", [python, '-m', 'playwright', 'install', ...withLibraries, 'chromium'], {hint});
    return isBrowser(downloaded) ? downloaded : fail(`The browser that Playwright installed does not start. ${hint}`);
}

module.exports = {findBrowser};
