// Scripts of the demo's pages: the theme, the button that kills the bus, and the journal.

(() => {
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
    // "Demo.Journal". They are ordinary messages on the bus; the desk subscribes to them.
    async function keepJournal() {
        const {interop, channels} = await window.glue42dash.glueInstancePromise;
        const journal = await interop.createStream('Demo.Journal');
        const own = interop.instance.application;
        const text = (value) => JSON.stringify(value)?.replace(/"(\w+)":/g, '$1: ').replace(/,/g, ', ').slice(1, -1) ?? '';

        const report = (api, name, describe) => {
            const perform = api[name].bind(api);
            api[name] = async (...args) => {
                const startedAt = performance.now();
                const note = (outcome) => {
                    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
                    journal.push({source: own, ms, ...describe(outcome, ...args)});
                };
                try {
                    const result = await perform(...args);
                    note({result});
                    return result;
                } catch (reason) {
                    note({reason});
                    throw reason;
                }
            };
        };

        report(interop, 'invoke', ({result, reason}, method, args) => ({
            method: typeof method === 'string' ? method : method.name,
            args: text(args),
            to: (result ?? reason)?.executed_by?.application ?? 'nobody',
            ...(reason && {error: String(reason.message ?? reason)}),
        }));
        report(channels, 'publish', ({reason}, data, name) => ({
            method: 'publish',
            args: text(data),
            to: `channel ${name ?? channels.my()}`,
            ...(reason && {error: String(reason.message ?? reason)}),
        }));
    }
    keepJournal();
})();
