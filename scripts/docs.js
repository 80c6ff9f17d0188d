// npm run docs: sets up what is missing, builds the site into build/docs, and serves it; with --no-serve it only builds, with
// --links it asks every external address of the pages whether it is still there.
const path = require('path');
const {root, fail, runLast, runOpenly} = require('./command');
const {setUpDocs} = require('./setup');

const site = path.join('build', 'docs');

async function docs() {
    const python = await setUpDocs();
    // -n: also names in the reference that lead nowhere.
    const sphinx = [python, '-m', 'sphinx', '-q', '-n', '-W', '--keep-going'];
    if (process.argv.includes('--links')) {
        console.log('> Asking the external links (one that does not answer is an error)');
        const isWell = await runOpenly([...sphinx, '-b', 'linkcheck', 'docs', path.join('build', 'links')]);
        return isWell ? console.log('> All of them answer') : fail('A link is dead, see above.');
    }
    console.log('> Building the site (a warning is an error)');
    if (!(await runOpenly([...sphinx, '-b', 'html', 'docs', site]))) {
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
