// A program on a gateway, with a client library of the vendor, which is its argument. It reads one command a line from
// stdin, [name, ...arguments], and answers each with one line of JSON: {value} or {error}.
const readline = require('readline');
const createGlue = require(process.argv[2]);

let glue;
const seen = [];
const streams = {};

const commands = {
    join: async (url, token) => {
        const quiet = {error: () => undefined};
        // What needs a container.
        const containerApis = ['activities', 'appManager', 'channels', 'displays', 'intents', 'layouts', 'windows'];
        glue = await createGlue({
            ...Object.fromEntries(containerApis.map((name) => [name, false])),
            application: 'member',
            gateway: {ws: url, protocolVersion: 3},
            auth: {token},
            metrics: false,
            logger: 'off',
            customLogger: quiet,
        });
    },
    follow: (name) => glue.contexts.subscribe(name, (data) => seen.push(data)).then(() => true),
    setPath: (name, path, value) => glue.contexts.setPath(name, path, value).then(() => true),
    update: (name, data) => glue.contexts.update(name, data).then(() => true),
    /** As somebody does who writes messages by hand. */
    raw: async (type, message) => {
        const session = glue.connection.domain('global');
        await session.join();
        return session.send({type, ...message});
    },
    rawUpdate: (name, delta) =>
        commands.idOf(name).then((context_id) => commands.raw('update-context', {context_id, delta})),
    idOf: (name) =>
        commands.raw('create-context', {name, data: {}, lifetime: 'retained'}).then(({context_id}) => context_id),
    get: (name) => glue.contexts.get(name),
    names: () => glue.contexts.all(),
    writeText: (name, length) => glue.contexts.update(name, {text: 'x'.repeat(length)}).then(() => true),
    /** How long the text is that somebody writes into this context. */
    readText: (name) =>
        new Promise((resolve, reject) => {
            setTimeout(reject, 20000, 'nobody wrote a text');
            glue.contexts.subscribe(name, ({text}) => text && resolve(text.length));
        }),
    /** What all objects of this program have. */
    poison: () => [...Object.keys(Object.prototype), ...(typeof {}.toString === 'function' ? [] : ['no toString'])],

    methods: () => glue.interop.methods().map(({name}) => name),
    register: (name) => glue.interop.register(name, answer).then(() => true),
    invoke: (name, args) =>
        glue.interop.invoke(name, args, 'best', {methodResponseTimeoutMs: 20000}).then(({returned}) => returned),
    invokeDeep: (name, depth) => commands.invoke(name, {deep: nested(depth)}),
    publish: async (name) => {
        const subscribed = new Promise((resolve) => {
            streams[name] = glue.interop.createStream(name, {subscriptionAddedHandler: () => resolve(true)});
        });
        streams[name] = {stream: await streams[name], subscribed};
    },
    whenSubscribed: (name) => streams[name].subscribed,
    push: (name, count) => Array.from({length: count}, (_, number) => streams[name].stream.push({number})).length,
    /** The numbers of the first items of a stream. */
    collect: (name, count) =>
        new Promise((resolve, reject) => {
            const numbers = [];
            const onData = ({data}) => numbers.push(data.number) === count && resolve(numbers);
            glue.interop.subscribe(name, {waitTimeoutMs: 15000, onData}).catch(reject);
        }),
    /** How many of so many invocations, one after another, were answered before a stall would count. */
    echoes: async (name, count) => {
        let answered = 0;
        for (let number = 0; number < count; number++) {
            const {returned} = await glue.interop.invoke(name, {number}, 'best', {methodResponseTimeoutMs: 10000});
            answered += returned.number === number;
        }
        return answered;
    },
    /** How many of so many invocations at once were answered with what they asked. */
    burst: async (name, count) => {
        const one = (number) =>
            glue.interop
                .invoke(name, {number}, 'best', {methodResponseTimeoutMs: 120000})
                .then(({returned}) => returned.number === number);
        const answers = await Promise.all(Array.from({length: count}, (_, number) => one(number).catch(() => false)));
        return answers.filter(Boolean).length;
    },
};

function answer(args) {
    if (args.length) {
        return {text: 'x'.repeat(args.length)};
    }
    return args.depth ? {deep: nested(args.depth)} : args;
}

function nested(depth) {
    let value = {};
    for (let level = 0; level < depth; level++) {
        value = {value};
    }
    return value;
}

const textOf = (reason) =>
    typeof reason === 'string' ? reason : (reason?.reason ?? reason?.message ?? JSON.stringify(reason));

async function main() {
    for await (const line of readline.createInterface({input: process.stdin})) {
        const [name, ...given] = JSON.parse(line);
        const answer = await Promise.resolve(commands[name](...given)).then(
            (value) => ({value}),
            (reason) => ({error: textOf(reason)}),
        );
        // Not by JSON.stringify of the whole: what is poisoned would break this program's own words.
        console.log(JSON.stringify(answer));
    }
    process.exit(0);
}

main();
