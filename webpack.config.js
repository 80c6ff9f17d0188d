const path = require('path');
const {BannerPlugin, Compilation, IgnorePlugin, optimize} = require('webpack');
const {version} = require('./package.json');

// Added after minimizing, which would move it into a file of its own.
const banner = new BannerPlugin({
    // `dash-glue42 doctor` reads the version.
    banner: `/*! dash_glue42 ${version}, MIT. The licences of the rest: THIRD-PARTY-LICENSES.md */`,
    raw: true,
    stage: Compilation.PROCESS_ASSETS_STAGE_REPORT,
});

const typescript = (configFile) => ({
    test: /\.tsx?$/,
    loader: 'ts-loader',
    exclude: /node_modules/,
    // `npm run types` checks them, once instead of for each bundle. The instance keeps the configurations apart.
    options: {configFile: path.join(__dirname, configFile), transpileOnly: true, instance: configFile},
});

const lazyGateway = {
    test: /gateway-web\.js$|@glue42[\\/]web-platform[\\/]dist[\\/].*\.js$/,
    loader: path.join(__dirname, 'scripts/lazyGatewayLoader.js'),
};

const growingBuffers = {
    test: /gateway-web\.js$/,
    loader: path.join(__dirname, 'scripts/growingBuffersLoader.js'),
};

const common = (argv) => ({
    mode: argv.mode || 'production',
    output: {
        path: path.join(__dirname, 'dash_glue42'),
        filename: '[name].js',
    },
    resolve: {
        extensions: ['.ts', '.tsx', '.js'],
        // The client libraries need it under Node only.
        alias: {ws: false},
    },
    module: {
        rules: [
            typescript('src/tsconfig.json'),
            // As CommonJS the gateway breaks at run time ("setTimeout is not a function").
            {test: /gateway-web\.js$/, type: 'javascript/esm'},
            {
                test: /@glue42[\\/](core|desktop|web|web-platform)[\\/]dist[\\/].*\.js$/,
                loader: path.join(__dirname, 'scripts/contextKeysLoader.js'),
            },
            lazyGateway,
        ],
    },
    plugins: [banner],
    performance: {hints: false},
});

const components = (argv) => {
    const config = common(argv);
    return {
        ...config,
        name: 'components',
        target: ['web', 'es2020'],
        entry: {
            dash_glue42: './src/index.ts',
            // After the main script, whose modules it shares.
            'dash_glue42.inspector': {
                import: './src/inspector/index.ts',
                dependOn: 'dash_glue42',
                library: {name: 'dash_glue42_inspector', type: 'window'},
            },
        },
        output: {
            ...config.output,
            chunkFilename: 'dash_glue42.[name].js',
            library: {name: 'dash_glue42', type: 'window'},
            uniqueName: 'dash_glue42',
            // src/bundle/publicPath.ts gives each chunk its whole address.
            publicPath: '',
        },
        externals: {react: 'React', 'react-dom/client': 'ReactDOM'},
        // Stable names, one file for each client library: dash_glue42/_scripts.py lists those that are there.
        optimization: {chunkIds: 'named', splitChunks: false},
    };
};

// For pages without Dash: all that they need is in one file.
const page = (argv) => ({
    ...common(argv),
    name: 'page',
    target: ['web', 'es2020'],
    entry: {'dash_glue42.page': './src/page/page.ts'},
    plugins: [banner, new optimize.LimitChunkCountPlugin({maxChunks: 1})],
});

const embedded = (argv) => ({
    ...common(argv),
    name: 'embedded',
    target: ['webworker', 'es2020'],
    entry: {'dash_glue42.embedded': './src/connection/platforms/embedded/gatewayWorker.ts'},
    // The gateway comes minimized: once more would take many seconds and gain two percent.
    optimization: {minimize: false},
});

// A service worker: a browser runs only files of the app's own, at an address of their own.
const notifications = (argv) => ({
    ...common(argv),
    name: 'notifications',
    target: ['webworker', 'es2020'],
    entry: {'dash_glue42.notifications': './src/fallbackApis/browserNotifications/worker.ts'},
});

const gatewayServer = (argv) => {
    const config = common(argv);
    return {
        ...config,
        name: 'gateway server',
        target: 'node20',
        entry: {gateway_server: './src/gatewayServer/main.ts'},
        resolve: {extensions: config.resolve.extensions},
        module: {rules: [typescript('src/gatewayServer/tsconfig.json'), lazyGateway, growingBuffers]},
        // Parts of ws that it does without when they are not installed.
        plugins: [...config.plugins, new IgnorePlugin({resourceRegExp: /^(bufferutil|utf-8-validate)$/})],
        optimization: {minimize: false},
    };
};

module.exports = (_env, argv) => [
    components(argv),
    page(argv),
    embedded(argv),
    notifications(argv),
    gatewayServer(argv),
];
