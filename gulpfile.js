const { build } = require('esbuild');
const { dest, parallel, src } = require('gulp');
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Icons, codex files and pages stand beside the compiled code that names them. */
function icons() {
	return src(['nodes/**/*.{svg,png,json}', 'credentials/**/*.{svg,png}', '!nodes/**/tsconfig.json'], { base: '.', encoding: false }).pipe(dest('dist'));
}

/** What runs in the browser of whoever looks at a page: `page/client/main.ts` with all it needs, as one module. */
async function clients() {
	const folders = readdirSync('nodes').map((node) => join('nodes', node, 'page')).filter((page) => existsSync(join(page, 'client', 'main.ts')));
	await Promise.all(
		folders.map((page) =>
			build({ entryPoints: [join(page, 'client', 'main.ts')], outfile: join('dist', page, 'client.js'), bundle: true, minify: true, format: 'esm', target: 'es2022', logLevel: 'warning', legalComments: 'none', charset: 'utf8' }),
		),
	);
}

exports.assets = parallel(icons, clients);
