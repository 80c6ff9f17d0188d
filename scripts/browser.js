// Finds the Chrome, Chromium or Edge that the browser tests drive, or gets one; and its headless shell, which most of them need only.
const fs = require('fs');
const path = require('path');
const {spawnSync} = require('child_process');
const {isDebianRoot, installWithApt} = require('./apt');
const {fail, runQuietly} = require('./command');
const {isProgram, namedIn, usualPlaces} = require('./installed');

const names = {
    linux: [
        'google-chrome',
        'google-chrome-stable',
        'chromium',
        'chromium-browser',
        'microsoft-edge',
        'microsoft-edge-stable',
    ],
    darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'],
    win32: [
        'Google\\Chrome\\Application\\chrome.exe',
        'Chromium\\Application\\chrome.exe',
        'Microsoft\\Edge\\Application\\msedge.exe',
    ],
};

/** Playwright's own browser: where it is, or would be after its installation. */
function playwrightBrowser(python) {
    const code =
        'from playwright.sync_api import sync_playwright\nwith sync_playwright() as p: print(p.chromium.executable_path)';
    const {stdout} = spawnSync(python, ['-c', code], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
    return (stdout || '').trim();
}

async function findBrowser(python) {
    const installed = namedIn('CHROME_PATH') || usualPlaces(names).find(isProgram);
    if (installed) {
        return installed;
    }
    const downloaded = playwrightBrowser(python);
    if (downloaded && isProgram(downloaded)) {
        return downloaded;
    }
    // Where it fails, Playwright's browser is still to be tried.
    if (isDebianRoot() && (await installWithApt('Chromium', 'chromium'))) {
        const fresh = usualPlaces(names).find(isProgram);
        if (fresh) {
            return fresh;
        }
    }
    const hint = 'Install Chrome, Chromium or Edge, or name one in CHROME_PATH.';
    const withLibraries = isDebianRoot() ? ['--with-deps'] : [];
    await runQuietly(
        "Installing a browser (Playwright's Chromium)",
        [python, '-m', 'playwright', 'install', ...withLibraries, 'chromium'],
        {hint},
    );
    return isProgram(downloaded) ? downloaded : fail(`The browser that Playwright installed does not start. ${hint}`);
}

const debianBrowser = '/usr/bin/chromium';
const debianShell = '/usr/bin/chromium-headless-shell';

/** The shell that Playwright installs beside its own browser. */
function playwrightShell(browser) {
    const [, folder, revision] = browser.match(/^(.*)chromium-(\d+)[\\/]/) ?? [];
    const shell = `${folder}chromium_headless_shell-${revision}`;
    if (!folder || !fs.existsSync(shell)) {
        return undefined;
    }
    const isShell = (file) => /^(chrome-headless-shell|headless_shell)(\.exe)?$/.test(path.basename(file));
    const files = fs.readdirSync(shell, {recursive: true}).map((file) => path.join(shell, file));
    return files.find((file) => isShell(file) && isProgram(file));
}

/** The headless shell of the browser that was found: the same engine without windows, which takes less time. Undefined where there is none. */
async function findHeadlessShell(browser) {
    const named = namedIn('HEADLESS_SHELL_PATH');
    if (named || process.env.CHROME_PATH) {
        return named || undefined;
    }
    if (browser !== debianBrowser) {
        return playwrightShell(browser);
    }
    if (!isProgram(debianShell) && isDebianRoot()) {
        await installWithApt("Chromium's headless shell", 'chromium-headless-shell');
    }
    return isProgram(debianShell) ? debianShell : undefined;
}

module.exports = {findBrowser, findHeadlessShell};
