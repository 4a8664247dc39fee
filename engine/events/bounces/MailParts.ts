import PostalMime from 'postal-mime';

import { htmlToPlainText } from '../../messages/templates/htmlToPlainText';
import { add, type HeaderFields } from './headerFields';

/** What of a mail tells whether it is a bounce, and of which message. */
export interface MailParts {
	readonly headers: HeaderFields;
	/** What a person would read. */
	readonly text: string;
	/** RFC 3464, per-message and per-recipient fields. */
	readonly deliveryStatus: string | null;
	/** RFC 5965. */
	readonly feedbackReport: string | null;
	/** The mail that came back: its headers, perhaps with its body. */
	readonly returned: string | null;
}

/** An attachment as far as reports need it. */
export interface ReportPart {
	readonly contentType: string;
	readonly content: string;
}

/** Kinds of attachments that reports are made of; others need not be loaded. */
export function isReportPart(contentType: string): boolean {
	return roleOf(contentType) !== null;
}

type Role = 'deliveryStatus' | 'feedbackReport' | 'returned';

function roleOf(contentType: string): Role | null {
	switch (contentType.split(';', 1)[0]?.trim().toLowerCase()) {
		case 'message/delivery-status':
		case 'message/global-delivery-status':
			return 'deliveryStatus';
		case 'message/feedback-report':
			return 'feedbackReport';
		case 'message/rfc822':
		case 'message/global':
		case 'message/global-headers':
		case 'text/rfc822-headers':
		case 'message/rfc822-headers':
			return 'returned';
		default:
			return null;
	}
}

/** Reads a mail's source. Rejects what no mail program could read either. */
export async function partsOfSource(source: Buffer | string): Promise<MailParts> {
	const mail = await PostalMime.parse(source, { forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
	const headers = new Map<string, string[]>();
	for (const { key, value } of mail.headers) add(headers, key, value);
	const attachments = mail.attachments.map(({ mimeType, content }) => ({ contentType: mimeType, content: typeof content === 'string' ? content : '' }));
	return partsOf(headers, mail.text ?? (mail.html === undefined ? '' : htmlToPlainText(mail.html)), attachments);
}

/** The parts by their role; of several of one role the first. */
export function partsOf(headers: HeaderFields, text: string, attachments: readonly ReportPart[]): MailParts {
	const first = (role: Role) => attachments.find(({ contentType }) => roleOf(contentType) === role)?.content ?? null;
	return { headers, text, deliveryStatus: first('deliveryStatus'), feedbackReport: first('feedbackReport'), returned: first('returned') };
}
