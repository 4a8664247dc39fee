import { randomUUID } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import type { DeliveredMail } from './DeliveredMail';

/** A mail server's report that a mail can't be delivered (RFC 3464), as n8n's Email Trigger (IMAP) hands it on. */
export function bounceReport({ to, returnPath, messageId }: DeliveredMail, status: '5.1.1' | '4.2.2'): INodeExecutionData {
	const words = status === '5.1.1' ? 'the address does not exist' : 'the mailbox is full';
	return {
		json: {
			headers: {
				'return-path': 'Return-Path: <>',
				date: `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
				from: 'From: Mail Delivery System <MAILER-DAEMON@mx.example.com>',
				to: `To: ${returnPath}`,
				subject: 'Subject: Undelivered Mail Returned to Sender',
				'in-reply-to': `In-Reply-To: ${messageId}`,
				'content-type': 'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
				'message-id': `Message-ID: <${randomUUID()}@mx.example.com>`,
			},
			text: [
				`Your mail to ${to} could not be delivered: ${words}.`,
				'',
				'Reporting-MTA: dns; mx.example.com',
				'',
				`Final-Recipient: rfc822; ${to}`,
				'Action: failed',
				`Status: ${status}`,
				`Diagnostic-Code: smtp; ${status === '5.1.1' ? 550 : 452} ${status} ${words}`,
				'',
			].join('\n'),
			html: false,
		},
	};
}
