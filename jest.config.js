module.exports = {
    testEnvironment: 'jsdom',
    roots: ['<rootDir>/tests/unit'],
    transform: {
        '\\.tsx?$': [
            'ts-jest',
            {
                tsconfig: {
                    module: 'commonjs',
                    moduleResolution: 'node10',
                    target: 'es2022',
                    jsx: 'react',
                    esModuleInterop: true,
                    isolatedModules: true,
                },
            },
        ],
    },
    restoreMocks: true,
};
