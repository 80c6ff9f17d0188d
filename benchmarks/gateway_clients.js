// The clients of a measured gateway, all in this process. It reads one command a line from stdin, [name, ...arguments],
// and answers each with one line of JSON. Started as `gateway_clients.js echo` it is the server of bare round trips.
const readline = require('readline');
const createGlue = require('@glue42/core');
const {WebSocket, WebSocketServer} = require('ws');

const argument = {text: 'x'.repeat(200)};
const clients = [];
const members = [];
let bare;

const now = () => Number(process.hrtime.bigint()) / 1e6;

async function timed(act) {
    const start = now();
    await act();
    return now() - start;
}

/** Clients of the library, with a method each. */
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

/** A bare WebSocket that is a member of its bus, as little as that is. Idle ones cost their own process nothing. */
function joinBare(url, token, instance) {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(url);
        const send = (message) => socket.send(JSON.stringify({domain: 'global', ...message}));
        const identity = {application: 'bare', instance};
        socket.on('open', () => send({type: 'hello', request_id: 'hello', identity, authentication: {token}}));
        socket.on('error', reject);
        socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
        socket.on('message', (data) => {
            const {type, request_id, peer_id} = JSON.parse(data);
            if (type === 'welcome') {
                ['agm', 'context'].forEach((name) =>
                    send({type: 'join', request_id: name, destination: name, peer_id}),
                );
            } else if (request_id === 'context') {
                resolve({socket, peer_id});
            }
        });
    });
}

const busOf = (url, number) => `${url}/bus/bench-${number}`;

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

    /** Two idle clients on each of so many buses. Milliseconds of each until it was a member. */
    growBuses: async (count, url, token) => {
        const samples = [];
        for (let number = 0; number < 2 * count; number++) {
            const bus = busOf(url, number >> 1);
            samples.push(await timed(async () => members.push(await joinBare(bus, token, String(number)))));
        }
        return samples;
    },

    /** How many of those are still there. */
    countMembers: () => members.filter(({socket}) => socket.readyState === WebSocket.OPEN).length,

    /** Two clients with a method each on a bus. */
    growPairs: async (urls, token) => {
        for (const url of urls) {
            await join(url, token);
            await join(url, token);
            await invoke(clients.length - 2, clients.length - 1);
        }
    },

    /**
     * So many bursts for each gateway, one after another, each for the next gateway: all have the same load in the same
     * portions, and the machine is as busy, however many there are. Returns how many came out well.
     */
    invokeInBursts: async (bursts, atOnce, gateways) => {
        const pairsEach = clients.length / 2 / gateways;
        let succeeded = 0;
        for (let number = 0; number < bursts * gateways; number++) {
            const pair = (index) => (index % pairsEach) * gateways + (number % gateways);
            const ended = await manyAtOnce(atOnce, atOnce, (index) => invoke(2 * pair(index), 2 * pair(index) + 1));
            succeeded += ended.succeeded;
        }
        return succeeded;
    },

    /** Sends as fast as the gateway reads, until this process ends. */
    flood: async (url, token) => {
        const {socket, peer_id} = await joinBare(url, token, 'flood');
        const message = JSON.stringify({domain: 'global', type: 'ping', peer_id});
        const goOn = () => {
            while (socket.bufferedAmount < 1024 * 1024) {
                socket.send(message);
            }
            setTimeout(goOn);
        };
        goOn();
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

    /** Milliseconds of invocations of one client by another, one after another. */
    latencies: async (count) => {
        const samples = [];
        for (let number = 0; number < count; number++) {
            samples.push(await timed(() => invoke(0, 1)));
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
