import eslint from '@eslint/js';
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

const jestGlobals = Object.fromEntries(
    ['afterEach', 'beforeEach', 'describe', 'expect', 'it', 'structuredClone', 'test'].map((name) => [
        name,
        'readonly',
    ]),
);

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
        plugins: {'react-hooks': reactHooks},
        rules: {
            '@typescript-eslint/await-thenable': 'error',
            '@typescript-eslint/no-floating-promises': 'error',
            '@typescript-eslint/no-misused-promises': 'error',
            'react-hooks/rules-of-hooks': 'error',
            'react-hooks/exhaustive-deps': 'error',
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
        files: ['tests/unit/**/*.js'],
        languageOptions: {globals: jestGlobals},
    },
);
