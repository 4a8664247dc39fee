const { build } = require('esbuild');
const { dest, parallel, src } = require('gulp');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { writeFile } = require('node:fs/promises');
const { dirname, join } = require('node:path');

/** Icons, codex files and pages stand beside the compiled code that names them. */
function icons() {
	return src(['nodes/**/*.{svg,png,json}', 'credentials/**/*.{svg,png}', '!nodes/**/tsconfig.json'], { base: '.', encoding: false }).pipe(dest('dist'));
}

/** Pages that bring a folder of this name, with the `main.ts` to build from it. */
function pagesWith(folder) {
	return readdirSync('nodes').map((node) => join('nodes', node, 'page')).filter((page) => existsSync(join(page, folder, 'main.ts')));
}

/** What runs in the browser of whoever looks at a page: `page/client/main.ts` with all it needs, as one module. */
async function clients() {
	await Promise.all(
		pagesWith('client').map((page) =>
			build({ entryPoints: [join(page, 'client', 'main.ts')], outfile: join('dist', page, 'client.js'), bundle: true, minify: true, format: 'esm', target: 'es2022', logLevel: 'warning', legalComments: 'none', charset: 'utf8' }),
		),
	);
}

/** What draws a page's charts on the server: `page/drawing/main.ts` with the parts it needs of a library too large to be installed with every n8n. */
async function drawings() {
	await Promise.all(
		pagesWith('drawing').map(async (page) => {
			await build({ entryPoints: [join(page, 'drawing', 'main.ts')], outfile: join('dist', page, 'drawing.js'), bundle: true, minify: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'warning', legalComments: 'inline', charset: 'utf8' });
			await writeFile(join('dist', page, 'drawing.LICENSES.txt'), licences(['echarts', 'zrender', 'tslib']));
		}),
	);
}

/** The licences of libraries that are built in, whole. */
function licences(packages) {
	return packages
		.flatMap((name) => {
			const folder = dirname(require.resolve(`${name}/package.json`, { paths: [__dirname, dirname(require.resolve('echarts/package.json'))] }));
			const files = readdirSync(folder, { recursive: true }).filter((file) => /^(licenses\/)?(LICENSE|NOTICE)/.test(file));
			const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
			return [`${name} ${require(join(folder, 'package.json')).version}`, ...texts];
		})
		.join(`\n\n${'-'.repeat(80)}\n\n`);
}

exports.assets = parallel(icons, clients, drawings);
