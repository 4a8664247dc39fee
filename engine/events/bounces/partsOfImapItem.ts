import { add, field, headerFields, type HeaderFields } from './headerFields';
import { partsOf, partsOfSource, type MailParts, type ReportPart } from './MailParts';

/** An item of n8n's Email Trigger (IMAP), in any of its formats; its attachments loaded as far as `isReportPart` asks. */
export interface ImapItem {
	readonly json: Readonly<Record<string, unknown>>;
	readonly attachments: readonly ReportPart[];
}

/**
 * The parts of a mail as n8n's Email Trigger (IMAP) hands it on; null where the item is no mail.
 * - *Resolved*: all that is needed. The delivery report stands at the end of the text, the returned mail is an attachment.
 * - *Simple*: without the delivery report: the words for people have to do, and the return path tells the message.
 * - *Raw*: the mail's body without its headers: where parts begin is told from the body itself.
 */
export async function partsOfImapItem(item: ImapItem): Promise<MailParts | null> {
	const { json } = item;
	const { raw, headers, text, html, textPlain, textHtml, metadata } = json;
	if (typeof raw === 'string') return await partsOfSource(withHeaders(raw));
	if (isObject(metadata)) {
		const words = typeof textPlain === 'string' && textPlain !== '' ? textPlain : withoutTags(textHtml);
		return withReportOfText(partsOf(simpleHeaders(json, metadata), words, item.attachments));
	}
	if (isObject(headers)) {
		return withReportOfText(partsOf(resolvedHeaders(headers), typeof text === 'string' ? text : withoutTags(html), item.attachments));
	}
	return null;
}

const SEARCHED = 16_000;

/** A mail's body has lost the header that names the line between its parts; the line itself is still there. */
function withHeaders(body: string): string {
	// The first parts begin near the top; a mail full of dashes is not searched for ever.
	for (const found of body.slice(0, SEARCHED).matchAll(/^--([^\s-][^\r\n]{0,69}?)[ \t]*$/gm)) {
		const boundary = found[1] ?? '';
		if (body.includes(`\n--${boundary}--`)) return `MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary="${boundary}"\r\n\r\n${body}`;
	}
	return `\r\n${body}`;
}

/** Values are whole lines, with their names. */
function resolvedHeaders(lines: object): HeaderFields {
	const fields = new Map<string, string[]>();
	for (const line of Object.values(lines)) {
		if (typeof line !== 'string') continue;
		for (const [name, values] of headerFields(line)) values.forEach((value) => add(fields, name, value));
	}
	return fields;
}

function simpleHeaders(json: Readonly<Record<string, unknown>>, metadata: object): HeaderFields {
	const fields = new Map<string, string[]>();
	const { cc, date, from, subject, to } = json;
	for (const [name, value] of [...Object.entries(metadata), ...Object.entries({ cc, date, from, subject, to })] satisfies [string, unknown][]) {
		if (typeof value === 'string') add(fields, name, value);
	}
	return fields;
}

/** n8n's parser puts a delivery report behind the words for people. */
function withReportOfText(parts: MailParts): MailParts {
	if (parts.deliveryStatus !== null || !/report-type="?delivery-status/i.test(field(parts.headers, 'content-type'))) return parts;
	const start = /^(?:Reporting-MTA|Original-Envelope-Id|X-Postfix-Queue-ID|Final-Recipient|Original-Recipient):/im.exec(parts.text)?.index;
	if (start === undefined || !/^Final-Recipient:/im.test(parts.text)) return parts;
	return { ...parts, text: parts.text.slice(0, start), deliveryStatus: parts.text.slice(start) };
}

function withoutTags(html: unknown): string {
	return typeof html === 'string' ? html.replace(/<[^>]*>/g, ' ') : '';
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
