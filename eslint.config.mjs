import eslint from '@eslint/js';
import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** n8n's own rules are about what a user's n8n loads: they expect nodes and credentials, not an engine or tests. */
const N8N_RULES = configWithoutCloudSupport.map((entry) => ({
	...entry,
	...(entry.files && { files: entry.files.flatMap((glob) => (glob === '**/*.ts' ? ['nodes/**/*.ts', 'credentials/**/*.ts'] : [glob.replace(/^\.\//, '')])) }),
}));

/** Import paths of n8n and of the parts that lie further out. */
const N8N = { group: ['n8n-*', 'n8n-*/**', '@n8n/**'], message: 'Only nodes, credentials, scripts and tests know n8n.' };
const outward = (...folders) => ({
	group: folders.flatMap((folder) => [`**/${folder}/**`, `../${folder}/**`]),
	message: 'Arrows run one way: nodes → connectors → engine. Let the outer part hand in what is needed.',
});

export default tseslint.config(
	globalIgnores(['dist', 'test-output', '.n8n-home', '.demo', 'node_modules', 'index.js', 'gulpfile.js', 'jest.config.js']),

	{
		files: ['**/*.ts'],
		extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'no-console': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true, allowNever: true }],
			// "KnownName | string" tells a reader more than "string".
			'@typescript-eslint/no-redundant-type-constituents': 'off',
			// The compiler's noFallthroughCasesInSwitch knows exhaustive inner switches; this one doesn't.
			'no-fallthrough': 'off',
			// An async function without await is how a synchronous thing keeps to an asynchronous port.
			'@typescript-eslint/require-await': 'off',
		},
	},
	{ linterOptions: { noInlineConfig: true } },
	{
		files: ['test/**/*.ts'],
		rules: {
			// Jest's matchers (expect.any, expect.objectContaining) are typed any.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			// What a test prints or feeds in may be odd on purpose.
			'no-console': 'off',
			'no-control-regex': 'off',
		},
	},

	...N8N_RULES,
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'package.json'],
		rules: {
			// This package is for self-hosted n8n: a database, mail and import can't do without libraries, and n8n installs them.
			'@n8n/community-nodes/no-runtime-dependencies': 'off',
			// Written for triggers that register at a service; ours wait for a person, or are called as set up at the service.
			'@n8n/community-nodes/webhook-lifecycle-complete': 'off',
			// The TypeScript compiler resolves imports already.
			'import-x/no-unresolved': 'off',
		},
	},
	{
		files: ['nodes/CampaignEmail/CampaignEmail.node.ts'],
		rules: {
			// n8n's own SMTP credential: who has one for Send Email shall not have to type it in again.
			'@n8n/community-nodes/no-credential-reuse': 'off',
			'@n8n/community-nodes/valid-credential-references': 'off',
			'n8n-nodes-base/node-class-description-credentials-name-unsuffixed': 'off',
		},
	},
	{
		files: ['nodes/CrmReview/CrmReview.node.ts'],
		rules: {
			// It waits for a person: no agent can, and none may confirm.
			'@n8n/community-nodes/node-usable-as-tool': 'off',
		},
	},
	{
		files: ['package.json'],
		rules: {
			// The override makes this repository's own installation possible; in an installed package npm ignores it.
			'@n8n/community-nodes/no-overrides-field': 'off',
			// Filled in by whoever publishes the package.
			'@n8n/community-nodes/valid-author': 'off',
			'n8n-nodes-base/community-package-json-author-name-missing': 'off',
		},
	},

	{ files: ['engine/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [N8N, outward('nodes', 'credentials', 'connectors', 'scripts', 'test', 'bench')] }] } },
	{ files: ['connectors/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [N8N, outward('nodes', 'credentials', 'scripts', 'test', 'bench')] }] } },
	{ files: ['nodes/**/*.ts', 'credentials/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [outward('scripts', 'test', 'bench')] }] } },
);
