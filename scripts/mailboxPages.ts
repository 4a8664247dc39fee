import type { RequestListener, ServerResponse } from 'node:http';

import type { ReceivedMail } from './ReceivedMail';

/** How many mails the list shows; older ones are counted only. */
const LISTED = 200;

const STYLE = `
	body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: #222; }
	table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; }
	td, th { padding: .4rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; overflow-wrap: anywhere; }
	a { color: #0b57d0; } .muted { color: #666; } h1 { font-size: 1.4rem; }
	iframe { width: 100%; height: 32rem; border: 1px solid #ccc; } pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .8rem; }
	details { margin: 1rem 0; } summary { cursor: pointer; }`;

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";
/** A mail may show its images and open its links in a new tab; it runs no script and reaches nothing of this page. */
const MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src * data:; font-src data:";

/** Answers the mailbox's three addresses: the list, one mail, one mail's HTML part. */
export function mailboxHandler(mails: readonly ReceivedMail[]): RequestListener {
	return (request, response) => {
		const path = new URL(request.url ?? '/', 'http://mailbox').pathname;
		if (path === '/') return send(response, 200, page('Mailbox', list(mails)));
		const [, id, part] = /^\/mails\/(\d+)(\/html)?$/.exec(path) ?? [];
		const mail = id === undefined ? undefined : mails[Number(id) - 1];
		if (!mail) return send(response, 404, page('Not here', '<p>There is no such mail. <a href="/">All mails</a></p>'));
		if (part) return send(response, 200, `<!doctype html><base target="_blank">${mail.html ?? ''}`, MAIL_POLICY);
		return send(response, 200, page(mail.subject || '(no subject)', show(mail)));
	};
}

function list(mails: readonly ReceivedMail[]): string {
	if (mails.length === 0) return '<h1>Mailbox</h1><p class="muted">No mail yet. Whatever n8n sends by SMTP arrives here; nothing leaves this computer.</p>';
	const rows = mails.slice(-LISTED).reverse().map(
		({ id, receivedAt, fromHeader, from, to, subject }) =>
			`<tr><td><a href="/mails/${id}">${escape(subject || '(no subject)')}</a></td><td>${escape(to.join(', '))}</td><td>${escape(fromHeader || from)}</td><td class="muted">${time(receivedAt)}</td></tr>`,
	);
	const older = mails.length > LISTED ? `<p class="muted">The newest ${LISTED} of ${mails.length}.</p>` : '';
	return `<h1>Mailbox: ${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}</h1>${older}
		<table><tr><th>Subject</th><th>To</th><th>From</th><th>Received (UTC)</th></tr>${rows.join('')}</table>`;
}

function show(mail: ReceivedMail): string {
	const { id, subject, from, fromHeader, to, receivedAt, html, text, headers, attachments, source } = mail;
	const files = attachments.length === 0 ? '' : `<p>Attachments: ${attachments.map(({ name, mimeType }) => `${escape(name)} <span class="muted">(${escape(mimeType)})</span>`).join(', ')}</p>`;
	const htmlPart = html === undefined ? '' : `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${id}/html" title="The mail"></iframe>`;
	const textPart = text === undefined ? '' : `<details${html === undefined ? ' open' : ''}><summary>Plain text</summary><pre>${escape(text)}</pre></details>`;
	const headerRows = headers.map(({ name, value }) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`).join('');
	return `<p><a href="/">All mails</a></p><h1>${escape(subject || '(no subject)')}</h1>
		<p>From ${escape(fromHeader || from)} to ${escape(to.join(', '))} <span class="muted">at ${time(receivedAt)} UTC</span></p>${files}${htmlPart}${textPart}
		<details><summary>Headers</summary><table>${headerRows}</table></details>
		<details><summary>Source</summary><pre>${escape(source)}</pre></details>`;
}

function page(title: string, body: string): string {
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>${STYLE}</style><body>${body}</body></html>`;
}

function send(response: ServerResponse, status: number, html: string, policy = PAGE_POLICY): void {
	response.writeHead(status, {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Security-Policy': policy,
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'no-referrer',
		'Cache-Control': 'no-store',
	});
	response.end(html);
}

function time(instant: number): string {
	return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

function escape(text: string): string {
	const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
