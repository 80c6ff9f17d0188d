// Put into every measured page before its own scripts run: window.bench, what the Python side calls in the page.
/* global document, MutationObserver, performance, window */
(() => {
    const connected = () => window.glue42dash.glueInstancePromise;
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

    // One clock for all pages.
    const now = () => performance.timeOrigin + performance.now();

    async function timed(act) {
        const start = performance.now();
        await act();
        return performance.now() - start;
    }

    async function invoke(method, args) {
        const {interop} = await connected();
        return (await interop.invoke(method, args)).returned;
    }

    /** Fulfilled when the method is announced on the bus. */
    async function methodSeen(name) {
        const {interop} = await connected();
        return new Promise((resolve) => {
            const unsubscribe = interop.serverMethodAdded(({method}) => {
                if (method.name === name) {
                    resolve(now());
                    // For a method that was there before, this runs within the call above.
                    Promise.resolve().then(() => unsubscribe());
                }
            });
        });
    }

    async function methodGone(name) {
        const {interop} = await connected();
        while (interop.methods().some((method) => method.name === name)) {
            await pause(10);
        }
    }

    function storedProps(id) {
        const {layout, paths} = window.dash_stores[0].getState();
        return paths.strs[id].reduce((node, step) => node[step], layout).props;
    }

    let bareCount = 0;

    /** An ordinary callback: from the moment its Input is written until its Output is in the renderer's store. */
    function bareCallback(args, caller) {
        const event = {invocationId: `bare-${++bareCount}`, args, caller: JSON.parse(JSON.stringify(caller))};
        return timed(
            () =>
                new Promise((resolve) => {
                    const unsubscribe = window.dash_stores[0].subscribe(() => {
                        if (storedProps('bare-answer')['data-value']?.invocationId === event.invocationId) {
                            unsubscribe();
                            resolve();
                        }
                    });
                    window.dash_clientside.set_props('bare-question', {'data-value': event});
                }),
        );
    }

    /** One after the other, without a pause. */
    async function bareCallbacks(count) {
        const {interop} = await connected();
        const samples = [];
        for (let i = 0; i < count; i++) {
            samples.push(await bareCallback({a: i, b: 2}, interop.instance));
        }
        return samples;
    }

    /** The floor's two halves as methods of this page: a handler in JavaScript, and a bare callback that times itself. */
    async function registerFloor(page) {
        const {interop} = await connected();
        await interop.register(`${page}-javascript`, (args) => args);
        await interop.registerAsync(`${page}-bare`, (args, caller, succeed, fail) => {
            bareCallback(args, caller).then((ms) => succeed({ms}), fail);
        });
    }

    /** How long one invocation takes; a bare callback says itself how long it took. */
    async function roundTrip(method, args) {
        let returned;
        const ms = await timed(async () => {
            returned = await invoke(method, args);
        });
        return method.endsWith('-bare') ? returned.ms : ms;
    }

    /**
     * For each kind a list of methods, to be taken in turn. One sample of each kind after the other, beginning with
     * another kind each time. The pause lets Dash finish with one sample before the next is taken.
     */
    async function roundTrips(methods, count) {
        const kinds = Object.keys(methods);
        const samples = Object.fromEntries(kinds.map((kind) => [kind, []]));
        for (let i = 0; i < count; i++) {
            for (let k = 0; k < kinds.length; k++) {
                const kind = kinds[(i + k) % kinds.length];
                const method = methods[kind][i % methods[kind].length];
                samples[kind].push(await roundTrip(method, {a: i, b: 2}));
                await pause(10);
            }
        }
        return samples;
    }

    /** All at once. An invocation without an answer, or with a wrong one, is lost. */
    async function concurrent(method, count) {
        let answered = 0;
        const ms = await timed(() =>
            Promise.all(
                Array.from({length: count}, async (_, i) => {
                    const returned = await invoke(method, {a: i, b: 2}).catch(() => undefined);
                    answered += returned?.a === i ? 1 : 0;
                }),
            ),
        );
        return {ms, lost: count - answered};
    }

    /** Without waiting for anything in between. */
    async function burst(method, count) {
        const {interop} = await connected();
        await Promise.all(Array.from({length: count}, (_, i) => interop.invoke(method, {index: i})));
    }

    /** Invocations of `size` bytes. The renderer's timers pile up unless it is given a rest now and then. */
    async function many(method, count, size, atOnce) {
        for (let done = 0; done < count; done += atOnce) {
            const text = (i) => String(done + i).padEnd(size, '.');
            await Promise.all(
                Array.from({length: Math.min(atOnce, count - done)}, (_, i) => invoke(method, {text: text(i)})),
            );
            await pause(20);
        }
    }

    /** From now on notes when this page's callback, and this page's JavaScript, have seen each state of the contexts. */
    async function watchContexts() {
        const seen = {dash: {}, javascript: {}};
        window.seen = seen;
        window.dash_stores[0].subscribe(() => {
            const n = storedProps('seen')['data-value'];
            seen.dash[n] ??= now();
        });
        const {contexts} = await connected();
        await contexts.subscribe('floor', ({n}) => (seen.javascript[n] ??= now()));
    }

    async function contextSeen(kind, n) {
        while (!window.seen[kind][n]) {
            await pause(1);
        }
        return window.seen[kind][n];
    }

    /** As a callback's `update` arrives in the page. Returns the moment. */
    function writeContext(update) {
        const written = now();
        window.dash_clientside.set_props('shared', {update});
        return written;
    }

    /** As a callback's `broadcast` arrives in the page. Returns the moment. */
    function broadcast(content) {
        const written = now();
        window.dash_clientside.set_props('shared', {broadcast: {type: 'bench.number', ...content}});
        return written;
    }

    async function writeFloor(update) {
        const {contexts} = await connected();
        const written = now();
        await contexts.update('floor', update);
        return written;
    }

    /** Many updates of `size` bytes, with a rest for the renderer's timers now and then. */
    async function writeMany(write, from, to, size) {
        for (let n = from; n < to; n++) {
            write({n, text: String(n).padEnd(size, '.')});
            if (n % 10 === 0) {
                await pause(20);
            }
        }
    }

    /** From now on counts the turns of this page's timers, for `turnsBetween`. */
    function watchTurns() {
        const turns = [];
        const timer = setInterval(() => turns.push(now()), 5);
        window.bench.turnsBetween = ({from, to}) => {
            clearInterval(timer);
            return turns.filter((at) => at > from && at < to).length;
        };
    }

    function beBusy(ms) {
        const from = now();
        while (now() < from + ms);
        return {from, to: now()};
    }

    const symbols = 200;
    const price = (n) => ({n, symbol: `S${n % symbols}`, bid: 100 + (n % 97) / 100, ask: 100 + (n % 89) / 100});

    let pushed = 0;
    let feedTimer;

    /** Pushes so many prices a second until the feed is stopped: with each tick of a timer all that are due. */
    function startFeed(perSecond) {
        const start = performance.now();
        const first = pushed;
        feedTimer = setInterval(() => {
            const due = first + Math.floor(((performance.now() - start) / 1000) * perSecond);
            window.glue42dash.push(
                'prices',
                Array.from({length: due - pushed}, () => price(pushed++)),
            );
        }, 20);
    }

    /** Returns how many prices were pushed since the page is there. */
    function stopFeed() {
        clearInterval(feedTimer);
        return pushed;
    }

    /** Fulfilled when an app has subscribed to this page's stream. */
    async function subscriberSeen() {
        while (!storedProps('prices').subscribers?.length) {
            await pause(10);
        }
    }

    /** What becomes of the items here. The publisher says so once a second at most. */
    const feedStats = () => storedProps('prices').stats ?? {sent: 0, waiting: 0, conflated: 0, dropped: 0};

    /** Pushes one price after the other; returns when. */
    async function pushOneByOne(count, everyMs) {
        const moments = [];
        const start = performance.now();
        for (let n = 0; n < count; n++) {
            await pause(start + n * everyMs - performance.now());
            moments.push(now());
            window.glue42dash.push('prices', price(pushed++));
        }
        return moments;
    }

    /** From now on notes when an Output has shown a price. */
    function watchPrices() {
        window.shown = [];
        window.dash_stores[0].subscribe(() => {
            const n = storedProps('shown')['data-value'];
            if (n !== undefined && n !== window.shown.at(-1)?.n) {
                window.shown.push({n, at: now()});
            }
        });
    }

    /** Of each of the first prices the moment in which it, or a later one of the same batch, was shown. */
    async function pricesShown(count) {
        while (!(window.shown.at(-1)?.n >= count - 1)) {
            await pause(10);
        }
        return Array.from({length: count}, (_, n) => window.shown.find((entry) => entry.n >= n).at);
    }

    /** How many rows have the last of so many prices of their symbol. */
    function rightRows(count) {
        let right = 0;
        window.dash_ag_grid.getApi('grid').forEachNode(({data}) => {
            const isRight = data.n >= count - symbols && data.n < count;
            right += isRight && JSON.stringify(data) === JSON.stringify(price(data.n)) ? 1 : 0;
        });
        return right;
    }

    /** When the element was first in the page, in milliseconds after navigation began. */
    const appeared = new Promise((resolve) => {
        const look = () => document.getElementById('first-render') && resolve(performance.now());
        new MutationObserver(look).observe(document, {childList: true, subtree: true});
    });

    /** Fulfilled when Glue42 reports the status, or has it already. */
    function statusReported(status) {
        const [store] = window.dash_stores;
        return new Promise((resolve) => {
            const look = () => {
                if (storedProps('glue').status === status) {
                    unsubscribe();
                    resolve(now());
                }
            };
            const unsubscribe = store.subscribe(look);
            look();
        });
    }

    /** After the next loss of the bus: when the page was connected again, and when the method answered for the first time. */
    async function comeBack(method) {
        await statusReported('disconnected');
        const connectedAt = await statusReported('connected');
        await invoke(method, {a: 1, b: 2});
        return {connectedAt, answeredAt: now()};
    }

    window.bench = {
        connected,
        watchContexts,
        contextSeen,
        writeContext,
        broadcast,
        writeFloor,
        writeMany,
        methodSeen,
        methodGone,
        bareCallbacks,
        registerFloor,
        roundTrips,
        concurrent,
        burst,
        many,
        comeBack,
        watchTurns,
        beBusy,
        startFeed,
        stopFeed,
        subscriberSeen,
        feedStats,
        pushOneByOne,
        watchPrices,
        pricesShown,
        rightRows,
        appeared: () => appeared,
        platform: () => storedProps('glue').platform,
        navigatedAt: () => performance.timeOrigin,
    };
    document.addEventListener('DOMContentLoaded', () => {
        if (window.glue42dash) {
            window.bench.ownMethodSeen = methodSeen('Start');
            window.bench.statusConnected = connected().then(() => statusReported('connected'));
        }
    });
})();
