/** Tests run on the compiled output: the store's worker threads need their .js beside them. */
module.exports = {
	testEnvironment: 'node',
	// Compiled already.
	transform: {},
	roots: ['<rootDir>/dist/test'],
	testMatch: ['**/*.test.js'],
	testPathIgnorePatterns: ['/dist/test/e2e/'],
	globalSetup: '<rootDir>/dist/test/setup/global.js',
	globalTeardown: '<rootDir>/dist/test/setup/globalTeardown.js',
	testSequencer: '<rootDir>/dist/test/setup/LongestFirst.js',
	testTimeout: 60_000,
	maxWorkers: 2,
	// Each file leaves something behind; a worker of some gigabytes is slower than a new one.
	workerIdleMemoryLimit: '1GB',
};
