// Gets the servers that some tests need, where that is simple. Without one its tests are skipped.
const fs = require('fs');
const path = require('path');
const {isDebianRoot, installWithApt} = require('./apt');

const servers = [
    {program: 'redis-server', debianPackage: 'redis-server', title: 'Redis', tests: 'the tests with Celery'},
    {
        program: 'nginx',
        debianPackage: 'nginx-light',
        title: 'nginx',
        tests: 'the tests of workers and gateways behind nginx',
    },
];

// Debian keeps servers out of the PATH of users.
const folders = [...(process.env.PATH || '').split(path.delimiter), '/usr/sbin'];
const isThere = ({program}) => folders.some((folder) => folder && fs.existsSync(path.join(folder, program)));

async function prepareServers() {
    // Celery's workers do not run on Windows, nor does nginx as the tests start it.
    if (process.platform === 'win32') {
        return;
    }
    const missing = servers.filter((server) => !isThere(server));
    if (missing.length > 0 && isDebianRoot()) {
        await installWithApt(
            missing.map(({title}) => title).join(' and '),
            ...missing.map(({debianPackage}) => debianPackage),
        );
    }
    missing
        .filter((server) => !isThere(server))
        .forEach(({program, tests}) => console.log(`> No ${program} was found: ${tests} will be skipped`));
}

module.exports = {prepareServers};
