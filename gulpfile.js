const { src, dest } = require('gulp');

/** Icons, codex files and pages stand beside the compiled code that names them. */
function assets() {
	return src(['nodes/**/*.{svg,png,json}', 'credentials/**/*.{svg,png}'], { base: '.', encoding: false }).pipe(dest('dist'));
}

exports.assets = assets;
