// npm run docs: sets up what is missing, builds the site into build/docs, and serves it; with --no-serve it only builds.
const path = require('path');
const {root, fail, runLast, runOpenly} = require('./command');
const {setUpDocs} = require('./setup');

const site = path.join('build', 'docs');

async function docs() {
    const python = await setUpDocs();
    console.log('> Building the site (a warning is an error)');
    // -n: also names in the reference that lead nowhere.
    const build = [python, '-m', 'sphinx', '-q', '-n', '-W', '--keep-going', '-b', 'html', 'docs', site];
    if (!(await runOpenly(build))) {
        fail('The site has not been built, see above.');
    }
    if (process.argv.includes('--no-serve')) {
        return console.log(`> The site is in ${path.join(root, site)}`);
    }
    const port = process.env.PORT || '8060';
    console.log(`> Serving the site at http://127.0.0.1:${port}/ (Ctrl-C ends it)`);
    // The user ends it, and that is no error.
    process.exitCode = 0;
    const serve = [python, '-m', 'http.server', port, '--bind', '127.0.0.1', '--directory', site];
    await runLast(serve);
}

docs();
