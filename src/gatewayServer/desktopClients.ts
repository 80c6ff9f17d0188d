import {isDict} from '../values/isDict';
import type {Engine} from './engine';
import type {Message} from './message';

// What the vendor's libraries for desktop containers ask the container for: without an answer they wait 10 to 90 seconds.

const applications = {applications: []};

/** Tried with `@glue42/desktop` 5.26 and `@interopio/desktop` 6.18. A text is an error. */
const answers: {[method: string]: (args: {[name: string]: unknown}) => object | string} = {
    /** For intents, and for the start with the library's `appManager`: there are no apps but those that run. */
    'T42.ACS.GetApplications': () => applications,
    /** For the start with channels, which then work over contexts. */
    'T42.Channels.Announce': () => ({}),
    /** `raise` of an intent looks here for a remembered handler. */
    'T42.Prefs.Get': ({app}) => (typeof app === 'string' ? {app, data: {}} : {all: []}),
    'T42.Prefs.Set': () => 'This gateway keeps no preferences.',
};

/** For the start with the library's `windows`. */
const stream = {name: 'T42.Wnd.OnEvent', snapshot: {type: 'Snapshot', windows: []}};

const names = Object.keys(answers);

const definitions = [...names, stream.name].map((name) => ({
    id: name,
    name,
    flags: {streaming: name === stream.name, metadata: {}},
}));

const identity = {application: 'dash_glue42 gateway', instance: 'dash_glue42-gateway'};

/** Joins the bus as one more client, which answers these questions. */
export async function answerDesktopClients(engine: Engine): Promise<void> {
    let peerId: unknown;
    let onJoined: () => void;
    let onFailed: (reason: Error) => void;
    const joined = new Promise<void>((resolve, reject) => {
        onJoined = resolve;
        onFailed = reject;
    });
    const send = (...messages: Message[]) =>
        messages.forEach((message) => client.send({domain: 'agm', peer_id: peerId, ...message}));

    const steps: {[request: string]: () => void} = {
        join: () => send({type: 'register', request_id: 'register', methods: definitions}),
        register: () => onJoined(),
    };
    const handle: {[type: string]: (message: Message) => void} = {
        welcome: (message) => {
            peerId = message.peer_id;
            send({domain: 'global', type: 'join', request_id: 'join', destination: 'agm', identity});
        },
        success: ({request_id}) => steps[String(request_id)]?.(),
        error: ({reason}) => onFailed(new Error(String(reason))),
        invoke: (message) => send(answerTo(message)),
        'add-interest': ({subscription_id}) =>
            send(
                {type: 'accepted', subscription_id, stream_id: 'windows'},
                {type: 'post', subscription_id, data: stream.snapshot},
            ),
    };
    const client = await engine.connect((_, message) => handle[message.type]?.(message));
    client.send({domain: 'global', type: 'hello', request_id: 'hello', identity});
    await joined;
}

function answerTo({method_id, arguments_kv, invocation_id}: Message): Message {
    const answer = answers[String(method_id)]!(isDict(arguments_kv) ? arguments_kv : {});
    return typeof answer === 'string'
        ? {type: 'error', request_id: invocation_id, reason_uri: 'agm.errors.client_error', reason: answer}
        : {type: 'yield', invocation_id, result: answer};
}
