// Gets a Redis for the test of background callbacks in Celery, where that is simple. Without one it is skipped.
const fs = require('fs');
const path = require('path');
const {isDebianRoot, installWithApt} = require('./apt');

const isOnPath = () =>
    (process.env.PATH || '')
        .split(path.delimiter)
        .some((folder) => folder && fs.existsSync(path.join(folder, 'redis-server')));

async function prepareRedis() {
    // Celery's workers do not run on Windows.
    if (process.platform === 'win32' || isOnPath()) {
        return;
    }
    if (!isDebianRoot() || !(await installWithApt('Redis', 'redis-server'))) {
        console.log('> No redis-server on PATH: the test with Celery will be skipped');
    }
}

module.exports = {prepareRedis};
