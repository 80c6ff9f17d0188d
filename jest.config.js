const typescript = {
    module: 'commonjs',
    moduleResolution: 'node10',
    target: 'es2022',
    jsx: 'react',
    esModuleInterop: true,
    isolatedModules: true,
};

module.exports = {
    testEnvironment: 'jsdom',
    roots: ['<rootDir>/tests/unit'],
    transform: {
        '\\.tsx?$': ['ts-jest', {tsconfig: typescript}],
        // It is there as an ES module only, which Jest does not load.
        'node_modules/jose/.*\\.js$': ['ts-jest', {tsconfig: {...typescript, allowJs: true}}],
    },
    transformIgnorePatterns: ['/node_modules/(?!jose/)'],
    restoreMocks: true,
};
