// npm start: sets up what is missing and runs the demo, which says where it is.
const {runLast} = require('./command');
const {setUpDemo} = require('./setup');

async function startDemo() {
    const python = await setUpDemo();
    console.log('> Starting the demo (dash-glue42 demo)');
    // The user ends it, and that is no error.
    process.exitCode = 0;
    await runLast([python, '-m', 'dash_glue42', 'demo']);
}

startDemo();
