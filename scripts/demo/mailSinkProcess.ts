import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import { mailFile, type SinkMessage } from './MailSink';

/** So many mails get a page of their own: enough to look at. */
const SHOWN = 300;

async function main(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	let count = 0;
	const tell = (message: SinkMessage) => process.send?.(message);
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		disableReverseLookup: true,
		onData: (stream, { envelope: { mailFrom } }, done) => {
			const file = createWriteStream(join(folder, mailFile(++count)));
			// As the last mail server on the way does: where the mail comes back to.
			file.write(`Return-Path: <${mailFrom === false ? '' : mailFrom.address}>\r\n`);
			pipeline(stream, file).then(() => done(), done);
		},
	});
	server.listen(0, '127.0.0.1', () => {
		const address = server.server.address();
		if (typeof address === 'object' && address) tell({ kind: 'listening', port: address.port });
	});
	process.on('message', (asked) => {
		if (asked === 'count') {
			tell({ kind: 'stored', count });
			return;
		}
		server.close(() => {
			writeIndex(folder, count).then(
				() => process.exit(0),
				(error: unknown) => {
					process.stderr.write(`${String(error)}\n`);
					process.exit(1);
				},
			);
		});
	});
}

/** A page that lists the first mails, each with a page of its own in a sandboxed frame. */
async function writeIndex(folder: string, count: number): Promise<void> {
	const rows: string[] = [];
	for (let number = 1; number <= Math.min(SHOWN, count); number++) {
		const file = mailFile(number);
		const name = file.replace('.eml', '');
		const mail = await PostalMime.parse(await readFile(join(folder, file)));
		const to = mail.to?.map((one) => one.address ?? '').join(', ') ?? '';
		const frame = `<iframe sandbox srcdoc="${escape(mail.html ?? '')}" style="width:100%;height:60vh;border:1px solid #ccc"></iframe>`;
		const text = `<pre>${escape(mail.text ?? '')}</pre>`;
		await writeFile(join(folder, `${name}.html`), page(mail.subject ?? '', `<p>To ${escape(to)}</p>${frame}<h2>Text</h2>${text}`));
		rows.push(`<tr><td><a href="${name}.html">${escape(mail.subject ?? '')}</a></td><td>${escape(to)}</td><td><a href="${file}">source</a></td></tr>`);
	}
	const more = count > SHOWN ? `<p>The first ${SHOWN} of ${count}; the others lie beside this page as .eml files.</p>` : '';
	await writeFile(join(folder, 'index.html'), page('Mails of the demo', `${more}<table>${rows.join('\n')}</table>`));
}

function page(title: string, body: string): string {
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark}td{padding:.2rem 1rem .2rem 0}</style>
<h1>${escape(title)}</h1>${body}</html>\n`;
}

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

void main(process.argv[2] ?? '.');
