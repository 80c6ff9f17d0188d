// Scripts of the demo's pages: the theme, the button that kills the bus, and the journal.

(() => {
    document.documentElement.lang = 'en';

    // The theme is that of the system until the user has chosen one. All frames and windows follow.
    const themeKey = 'dash_glue42 demo: theme';
    const showTheme = () => {
        document.documentElement.dataset.theme = localStorage.getItem(themeKey) ?? 'system';
    };
    addEventListener('storage', showTheme);
    showTheme();

    function switchTheme() {
        const {theme} = document.documentElement.dataset;
        const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
        const shown = theme === 'system' ? system : theme;
        localStorage.setItem(themeKey, shown === 'dark' ? 'light' : 'dark');
        showTheme();
    }

    function killBus() {
        new BroadcastChannel('dash_glue42 demo: kill the bus').postMessage('');
    }

    let diedAt;
    function followOutage(status) {
        const {no_update} = window.dash_clientside;
        if (status === 'disconnected') {
            diedAt = performance.now();
            const argumentObj = {client: 'House account', symbol: 'SAP', quantity: 10};
            return [{ms: 0}, {definition: 'PlaceOrder', argumentObj}];
        }
        if (status !== 'connected' || diedAt === undefined) {
            return [no_update, no_update];
        }
        const ms = Math.max(1, Math.round(performance.now() - diedAt));
        diedAt = undefined;
        return [{ms}, no_update];
    }

    window.dash_clientside = {...window.dash_clientside, demo: {switchTheme, killBus, followOutage}};

    // The journal: each page publishes what it invokes and what it writes to a channel, as items of the stream
    // "Demo.Journal". They are ordinary messages on the bus, and the desk subscribes to them.
    async function keepJournal() {
        const glue = await window.glue42dash.glueInstancePromise;
        const {interop, channels} = glue;
        const journal = await interop.createStream('Demo.Journal');

        const reported = (perform, describe) => async (...args) => {
            const startedAt = performance.now();
            const report = (outcome) => {
                const ms = Math.round((performance.now() - startedAt) * 10) / 10;
                journal.push({source: interop.instance.application, ms, ...describe(args, outcome)});
            };
            try {
                const result = await perform(...args);
                report(result);
                return result;
            } catch (reason) {
                report({error: String(reason?.message ?? reason), ...reason});
                throw reason;
            }
        };

        interop.invoke = reported(interop.invoke.bind(interop), ([method, args], {error, executed_by}) => ({
            method: typeof method === 'string' ? method : method.name,
            args: text(args),
            to: executed_by?.application ?? 'no app',
            error,
        }));
        glue.channels = {
            ...channels,
            publish: reported(channels.publish, ([data, name], outcome) => ({
                method: 'publish',
                args: text(data),
                to: `channel ${name ?? channels.my()}`,
                error: outcome?.error,
            })),
        };
    }

    const text = (args) => JSON.stringify(args).slice(1, -1).replace(/"(\w+)":/g, '$1: ').replace(/,(?=\w)/g, ', ');
    keepJournal();
})();
