import eslint from '@eslint/js';
import importX, {createNodeResolver} from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const nodeGlobals = {
    __dirname: 'readonly',
    Buffer: 'readonly',
    console: 'readonly',
    module: 'writable',
    process: 'readonly',
    require: 'readonly',
    clearInterval: 'readonly',
    setInterval: 'readonly',
    setTimeout: 'readonly',
};

const pageGlobals = Object.fromEntries(
    [
        'BroadcastChannel',
        'CustomEvent',
        'GlueWeb',
        'MessageChannel',
        'console',
        'crypto',
        'document',
        'fdc3',
        'glue',
        'location',
        'window',
    ].map((name) => [name, 'readonly']),
);

const jestGlobals = Object.fromEntries(
    ['afterEach', 'beforeEach', 'describe', 'expect', 'it', 'structuredClone', 'test'].map((name) => [
        name,
        'readonly',
    ]),
);

// The layers of src/, from the bottom to the top. A directory may import what is listed for it and itself.
const layers = {
    values: [],
    async: ['values'],
    trace: ['values'],
    bundle: ['values', 'async'],
    fallbackApis: ['values', 'async', 'bundle'],
    connection: ['values', 'async', 'bundle', 'fallbackApis'],
    interop: ['values', 'async', 'trace', 'connection'],
    dash: ['values', 'async'],
    delivery: ['values', 'async', 'trace', 'dash'],
    sinks: ['values', 'async', 'dash', 'delivery'],
    fdc3: ['values', 'async', 'bundle', 'connection', 'interop'],
    hosts: ['values', 'async', 'trace', 'bundle', 'connection', 'interop', 'dash', 'delivery', 'sinks', 'fdc3'],
    inspector: ['values', 'async', 'trace', 'bundle', 'connection', 'interop', 'dash', 'delivery', 'fdc3', 'hosts'],
    hooks: ['values', 'async', 'connection', 'interop', 'dash', 'delivery', 'hosts'],
    page: ['values', 'async', 'bundle', 'connection', 'fdc3'],
    pieces: ['values', 'connection', 'dash'],
    gatewayServer: ['values'],
};

// Besides: the fallback APIs are made for the connection, whose page loads them in one file (apis.ts).
const exceptions = {
    fallbackApis: ['connection/bus.ts', 'connection/settings', 'connection/clientLibrary'],
    connection: ['apis.ts'],
};

const zones = Object.entries(layers).map(([directory, allowed]) => ({
    target: `./src/${directory}`,
    from: './src',
    except: [directory, ...allowed, ...(exceptions[directory] ?? [])].map((name) => `./${name}`),
    message: `src/${directory} may import only: ${allowed.join(', ') || 'nothing else of src'}. See CONTRIBUTING.md.`,
}));

const onlyIn = (packages, directories) => ({
    files: ['src/**/*.{ts,tsx}'],
    ignores: directories.map((directory) => `src/${directory}/**`),
    rules: {
        'no-restricted-imports': [
            'error',
            {
                patterns: [
                    {group: packages, message: `Only ${directories.map((name) => `src/${name}`).join(' and ')} may.`},
                ],
            },
        ],
    },
});

export default tseslint.config(
    // The build's products, and what other tools own.
    {ignores: ['dash_glue42/', 'build/', 'dist/', 'coverage/', '.venv/', '.setup/']},
    {linterOptions: {reportUnusedDisableDirectives: 'error'}},
    eslint.configs.recommended,
    {
        files: ['**/*.{ts,tsx}'],
        extends: [tseslint.configs.recommended],
        languageOptions: {
            parserOptions: {
                project: ['./src/tsconfig.json', './src/gatewayServer/tsconfig.json'],
                tsconfigRootDir: import.meta.dirname,
            },
        },
        plugins: {'react-hooks': reactHooks, 'import-x': importX},
        settings: {
            'import-x/extensions': ['.ts', '.tsx'],
            'import-x/resolver-next': [createNodeResolver({extensions: ['.ts', '.tsx', '.js']})],
        },
        rules: {
            'import-x/no-cycle': ['error', {ignoreExternal: true}],
            'import-x/no-restricted-paths': ['error', {zones, basePath: import.meta.dirname}],
            '@typescript-eslint/consistent-type-imports': [
                'error',
                {fixStyle: 'inline-type-imports', disallowTypeAnnotations: false},
            ],
            '@typescript-eslint/only-throw-error': 'error',
            '@typescript-eslint/prefer-promise-reject-errors': 'error',
            'max-lines': ['error', {max: 250}],
            'max-lines-per-function': ['error', {max: 60, skipBlankLines: true, skipComments: true}],
            '@typescript-eslint/await-thenable': 'error',
            '@typescript-eslint/no-floating-promises': 'error',
            '@typescript-eslint/no-misused-promises': 'error',
            'react-hooks/rules-of-hooks': 'error',
            'react-hooks/exhaustive-deps': 'error',
        },
    },
    onlyIn(['react', 'react-dom'], ['components', 'hooks', 'inspector']),
    onlyIn(['@glue42/*', '@interopio/*'], ['connection', 'gatewayServer']),
    {
        // A test file has one subject, however many cases that has; its fakes fail as client libraries do.
        files: ['tests/**'],
        rules: {
            'max-lines': 'off',
            'max-lines-per-function': 'off',
            '@typescript-eslint/only-throw-error': 'off',
            '@typescript-eslint/prefer-promise-reject-errors': 'off',
        },
    },
    {
        // Callers get a Problem: of an Error the client libraries pass on nothing but its name.
        files: [
            'src/connection/clientLibrary/carryJson.ts',
            'src/delivery/methodServer.ts',
            'src/delivery/invocation.ts',
            'src/fdc3/bus/listenToIntent.ts',
        ],
        rules: {
            '@typescript-eslint/only-throw-error': 'off',
            '@typescript-eslint/prefer-promise-reject-errors': 'off',
        },
    },
    {
        // Dash's generator understands free-form payloads only as {[key: string]: any}; its renderer has no types.
        files: [
            'src/props.ts',
            'src/components/**',
            'src/dash/store.ts',
            'src/dash/callbacks.ts',
            'tests/fakes/dashStore.ts',
        ],
        rules: {'@typescript-eslint/no-explicit-any': 'off'},
    },
    {
        // Assigns webpack's variables, which nothing here reads again.
        files: ['src/bundle/publicPath.ts'],
        rules: {
            'no-useless-assignment': 'off',
            'prefer-const': 'off',
            '@typescript-eslint/no-unused-vars': ['error', {varsIgnorePattern: '^__webpack_'}],
        },
    },
    {
        files: ['**/*.js'],
        languageOptions: {sourceType: 'commonjs', globals: nodeGlobals},
    },
    {
        // Scripts of pages.
        files: ['tests/browser/**/*.js', 'examples/assets/*.js'],
        languageOptions: {sourceType: 'module', globals: pageGlobals},
    },
    {
        files: ['tests/unit/**/*.js'],
        languageOptions: {globals: jestGlobals},
    },
);
