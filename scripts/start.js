// npm start: sets up what is missing and runs the demo, which says where it is.
const {spawn} = require('child_process');
const {root} = require('./command');
const {setUpDemo} = require('./setup');

const python = setUpDemo();
console.log('> Starting the demo (usage.py)');
const demo = spawn(python, ['usage.py'], {cwd: root, stdio: ['ignore', 'inherit', 'inherit']});

let isStopped = false;
function stop(signal) {
    isStopped = true;
    // The terminal sends its Ctrl-C to the demo as well; a signal to this process alone has to be passed on.
    demo.kill(signal);
}
['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.on(signal, stop));

// A signal to npm ends npm and its shell but may never come here: the demo must not go on alone and hold its port.
const parent = process.ppid;
setInterval(() => process.ppid === parent || stop('SIGTERM'), 1000).unref();

demo.on('exit', (code) => {
    process.exitCode = isStopped ? 0 : code ?? 1;
});
