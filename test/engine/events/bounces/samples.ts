/** Bounce mails in the shape of the servers that write them; every name and address is made up. */

export const REF = '5-0123456789abcdef';
export const VERP = `bounce+${REF}@bounces.example.com`;

interface Sample {
	readonly from?: string;
	readonly to?: string;
	readonly subject?: string;
	readonly more?: string;
	readonly text: string;
	readonly status?: string;
	readonly returned?: string;
	readonly returnedType?: string;
}

export const RETURNED = `Received: from mail.example.com (mail.example.com [192.0.2.9])\n\tby mx.example.org (Postfix) with ESMTPS id 4F1AB2\nFrom: Sales <sales@example.com>\nTo: Ada <ada@example.org>\nSubject: An offer\nX-CRM-Message: ${REF}\nMessage-ID: <${REF}@example.com>\nDate: Sat, 21 Nov 2026 20:00:00 +0000`;

/** A multipart/report, as RFC 3464 wants it. */
export function dsn({ from = 'MAILER-DAEMON@mx.example.com (Mail Delivery System)', to = VERP, subject = 'Undelivered Mail Returned to Sender', more = '', text, status, returned = RETURNED, returnedType = 'text/rfc822-headers' }: Sample): string {
	const reports = status === undefined ? '' : `--b1/x\nContent-Type: message/delivery-status\n\n${status}\n\n`;
	return lines(`Return-Path: <>\nDate: Sat, 21 Nov 2026 20:00:05 +0000 (UTC)\nFrom: ${from}\nSubject: ${subject}\nTo: ${to}\n${more}MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary="b1/x"\nMessage-Id: <20261121200005.4F1AB2@mx.example.com>\n\nThis is a MIME-encapsulated message.\n\n--b1/x\nContent-Type: text/plain; charset=utf-8\n\n${text}\n\n${reports}--b1/x\nContent-Type: ${returnedType}\n\n${returned}\n\n--b1/x--\n`);
}

/** A mail of text alone. */
export function plain({ from = 'MAILER-DAEMON@mx.example.com', to = VERP, subject = 'failure notice', more = '', text }: Sample): string {
	return lines(`Return-Path: <>\nDate: Sat, 21 Nov 2026 20:00:05 +0000\nFrom: ${from}\nTo: ${to}\nSubject: ${subject}\n${more}Message-ID: <plain.1@mx.example.com>\n\n${text}\n`);
}

export function group(fields: Readonly<Record<string, string>>): string {
	return Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join('\n');
}

export const POSTFIX = dsn({
	text: 'This is the mail system at host mx.example.com.\n\nI\'m sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<ada@example.org>: host mail.example.org[192.0.2.1] said: 550 5.1.1\n    <ada@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO command)',
	status: 'Reporting-MTA: dns; mx.example.com\nX-Postfix-Queue-ID: 4F1AB2\nX-Postfix-Sender: rfc822; bounce@bounces.example.com\nArrival-Date: Sat, 21 Nov 2026 20:00:01 +0000 (UTC)\n\nFinal-Recipient: rfc822; ada@example.org\nOriginal-Recipient: rfc822;ada@example.org\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mail.example.org\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.org>: Recipient address rejected:\n    User unknown',
});

export const POSTFIX_DELAYED = dsn({
	subject: 'Delayed Mail (still being retried)',
	text: 'THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE.',
	status: 'Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; ada@example.org\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mail.example.org[192.0.2.1]:25: Connection timed out\nWill-Retry-Until: Thu, 26 Nov 2026 20:00:01 +0000 (UTC)',
});

export const EXIM = dsn({
	from: 'Mail Delivery System <Mailer-Daemon@mx.example.com>',
	subject: 'Mail delivery failed: returning message to sender',
	more: 'X-Failed-Recipients: ada@example.org\nAuto-Submitted: auto-replied\n',
	text: 'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@example.org\n    host mail.example.org [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<ada@example.org>:\n    552 5.2.2 Over quota',
	status: 'Reporting-MTA: dns; mx.example.com\n\nAction: failed\nFinal-Recipient: rfc822;ada@example.org\nStatus: 5.0.0\nRemote-MTA: dns; mail.example.org\nDiagnostic-Code: smtp; 552 5.2.2 Over quota',
	returnedType: 'message/rfc822',
	returned: `${RETURNED}\nContent-Type: text/plain\n\nGood day`,
});

/** Without a report for machines, as Exim wrote before 4.83. */
export const EXIM_OLD = plain({
	from: 'Mail Delivery System <Mailer-Daemon@mx.example.com>',
	to: 'sales@example.com',
	subject: 'Mail delivery failed: returning message to sender',
	more: 'X-Failed-Recipients: ada@example.org\n',
	text: `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@example.org\n    Unrouteable address\n    SMTP error from remote mail server: 550 No such user here\n\n------ This is a copy of the message, including all the headers. ------\n\n${RETURNED}\n\nWe had 421 visitors; error 554 5.7.1 is none of theirs.`,
});

export const OFFICE_365 = dsn({
	from: 'Microsoft Outlook <postmaster@example.onmicrosoft.com>',
	subject: 'Undeliverable: An offer',
	more: `In-Reply-To: <${REF}@example.com>\nReferences: <${REF}@example.com>\nAuto-Submitted: auto-replied\nX-MS-Exchange-Message-Is-Ndr: \n`,
	to: 'sales@example.com',
	text: 'Delivery has failed to these recipients or groups:\n\nada@example.org\nThe email address you entered couldn\'t be found.\n\nRemote Server returned \'550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.org not found by SMTP address lookup\'',
	status: 'Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.example.com\nReceived-From-MTA: dns;mail.example.com\nArrival-Date: Sat, 21 Nov 2026 20:00:02 +0000\n\nFinal-Recipient: rfc822;ada@example.org\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.org not found by SMTP address lookup',
	returnedType: 'message/rfc822',
	// Exchange returns headers of its own, ours among them or not.
	returned: 'From: Sales <sales@example.com>\nTo: Ada <ada@example.org>\nSubject: An offer\n\n',
});

export const GMAIL = dsn({
	from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
	subject: 'Delivery Status Notification (Failure)',
	more: 'X-Failed-Recipients: ada@example.org\nAuto-Submitted: auto-replied\n',
	text: '** Address not found **\n\nYour message wasn\'t delivered to ada@example.org because the domain example.org couldn\'t be found.',
	status: 'Reporting-MTA: dns; googlemail.com\nReceived-From-MTA: dns; sales@example.com\nArrival-Date: Sat, 21 Nov 2026 12:00:02 -0800 (PST)\nX-Original-Message-ID: <x@example.com>\n\nFinal-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.2\nDiagnostic-Code: smtp; DNS Error: DNS type \'mx\' lookup of example.org responded with code NXDOMAIN\n Domain name not found: example.org\nLast-Attempt-Date: Sat, 21 Nov 2026 12:00:04 -0800 (PST)',
	returnedType: 'message/rfc822',
});

export const QMAIL = plain({
	to: 'sales@example.com',
	text: `Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown user\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <sales@example.com>\n${RETURNED}\n\nGood day\n<eve@example.org>: 550 5.7.1 no`,
});

export const ABSENCE = plain({
	from: 'Ada <ada@example.org>',
	subject: 'Automatic reply: An offer',
	more: `Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nIn-Reply-To: <${REF}@example.com>\n`,
	text: 'I am out of the office until Monday. My account is disabled; mailbox full of mail: error 550 5.1.1.',
});

export function complaint(type: string): string {
	return lines(`From: <abuse@fbl.example.net>\nDate: Sat, 21 Nov 2026 21:00:00 +0000\nSubject: FW: An offer\nTo: <abuse@example.com>\nMIME-Version: 1.0\nMessage-ID: <fbl.77@fbl.example.net>\nContent-Type: multipart/report; report-type=feedback-report;\n  boundary="part1_13d.2e68ed54_boundary"\n\n--part1_13d.2e68ed54_boundary\nContent-Type: text/plain; charset="US-ASCII"\n\nThis is an email abuse report.\n\n--part1_13d.2e68ed54_boundary\nContent-Type: message/feedback-report\n\nFeedback-Type: ${type}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: <ada@example.org>\nReceived-Date: Sat, 21 Nov 2026 20:10:00 +0000\n\n--part1_13d.2e68ed54_boundary\nContent-Type: message/rfc822\nContent-Disposition: inline\n\n${RETURNED}\n\nGood day\n--part1_13d.2e68ed54_boundary--\n`);
}

export const RECEIPT = lines(`From: Ada <ada@example.org>\nTo: ${VERP}\nSubject: Read: An offer\nMessage-ID: <mdn@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary="m"\n\n--m\nContent-Type: text/plain\n\nYour message was displayed.\n\n--m\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;ada@example.org\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--m--\n`);

/** Mails have carriage returns. */
function lines(text: string): string {
	return text.replaceAll('\n', '\r\n');
}
