import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const scripts = new Map<string, string>();

/**
 * The script of a page, built from the folder `client` beside the page's code: one module, to be written into
 * `<script type="module" nonce="…">` as it is.
 * @param folder the page's `__dirname`
 */
export function clientScript(folder: string): string {
	const known = scripts.get(folder);
	if (known !== undefined) return known;
	// Nothing that it holds may end the element it stands in.
	const script = readFileSync(join(folder, 'client.js'), 'utf8').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
	scripts.set(folder, script);
	return script;
}
