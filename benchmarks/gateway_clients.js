// The clients of a measured gateway, all in this process. It reads one command a line from stdin, [name, ...arguments],
// and answers each with one line of JSON. Started as `gateway_clients.js echo` it is the server of bare round trips.
const readline = require('readline');
const createGlue = require('@glue42/core');
const {WebSocket, WebSocketServer} = require('ws');

const argument = {text: 'x'.repeat(200)};
const clients = [];
let bare;

const now = () => Number(process.hrtime.bigint()) / 1e6;

async function timed(act) {
    const start = now();
    await act();
    return now() - start;
}

async function join(url, token) {
    const number = clients.length;
    const glue = await createGlue({
        application: `client-${number}`,
        gateway: {ws: url, protocolVersion: 3},
        auth: {token},
        metrics: false,
        logger: 'error',
    });
    await glue.interop.register(methodOf(number), (args) => args);
    clients.push(glue);
}

const methodOf = (number) => `Echo-${number}`;

const invoke = (from, to) => clients[from].interop.invoke(methodOf(to), argument, 'best', {waitTimeoutMs: 60000});

/** As many bytes both ways as the arguments have, over a WebSocket with nothing else on it. */
function bareRoundTrip() {
    return new Promise((resolve) => {
        bare.once('message', resolve);
        bare.send(JSON.stringify(argument));
    });
}

/** So many in all, and never more than so many under way. Returns how many came out well, and how long it took. */
async function manyAtOnce(count, atOnce, act) {
    let started = 0;
    let succeeded = 0;
    const goOn = async () => {
        while (started < count) {
            const number = started++;
            await act(number).then(
                () => succeeded++,
                () => undefined,
            );
        }
    };
    const ms = await timed(() => Promise.all(Array.from({length: atOnce}, goOn)));
    return {ms, succeeded};
}

const commands = {
    connectBare: async (url) => {
        bare = new WebSocket(url);
        await new Promise((resolve, reject) => bare.once('open', resolve).once('error', reject));
    },

    /** Until there are so many. Milliseconds of each until its method was registered. */
    grow: async (total, url, token) => {
        const samples = [];
        while (clients.length < total) {
            samples.push(await timed(() => join(url, token)));
        }
        // The last one's method has come through to the first.
        await invoke(0, total - 1);
        return samples;
    },

    /** In turn with bare round trips, because the machine's pace changes. */
    oneByOne: async (count) => {
        const samples = {invocation: [], bare: []};
        for (let number = 0; number < count; number++) {
            samples.invocation.push(await timed(() => invoke(0, 1)));
            samples.bare.push(await timed(bareRoundTrip));
        }
        return samples;
    },

    sideBySide: (count, atOnce) => {
        const total = clients.length;
        return manyAtOnce(count, atOnce, (number) => invoke(number % total, (number + 1) % total));
    },
};

function echo() {
    const server = new WebSocketServer({host: '127.0.0.1', port: 0}, () =>
        console.log(`ws://127.0.0.1:${server.address().port}`),
    );
    server.on('connection', (socket) =>
        socket.on('message', (data, isBinary) => socket.send(data, {binary: isBinary})),
    );
}

async function obey() {
    for await (const line of readline.createInterface({input: process.stdin})) {
        const [name, ...given] = JSON.parse(line);
        console.log(JSON.stringify((await commands[name](...given)) ?? null));
    }
    process.exit();
}

if (process.argv[2] === 'echo') {
    echo();
} else {
    void obey();
}
