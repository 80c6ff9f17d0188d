// Gets the servers that some tests run apps with, where that is simple. Without one its test is skipped.
const fs = require('fs');
const path = require('path');
const {isDebianRoot, installWithApt} = require('./apt');

const servers = [
    {title: 'Redis', program: 'redis-server', debianPackage: 'redis-server', test: 'with Celery'},
    {title: 'nginx', program: 'nginx', debianPackage: 'nginx-light', test: 'of workers behind nginx'},
];

// Debian has servers in a folder that is on root's PATH only.
const folders = [...(process.env.PATH || '').split(path.delimiter), '/usr/sbin'];
const isInstalled = (program) => folders.some((folder) => folder && fs.existsSync(path.join(folder, program)));

async function prepareServers() {
    // Neither Celery's workers nor gunicorn run on Windows.
    if (process.platform === 'win32') {
        return;
    }
    for (const {title, program, debianPackage, test} of servers.filter(({program}) => !isInstalled(program))) {
        if (!isDebianRoot() || !(await installWithApt(title, debianPackage))) {
            console.log(`> No ${program}: the test ${test} will be skipped`);
        }
    }
}

module.exports = {prepareServers};
