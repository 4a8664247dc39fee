import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readBounceParts, type BounceReading } from '../../../engine/events/bounceMail';
import { isReportPart, type ReportPart } from '../../../engine/events/bounces/MailParts';
import { partsOfImapItem } from '../../../engine/events/bounces/partsOfImapItem';
import { keyed } from '../../../engine/events/intake';
import { putDown, takeUpEvents } from '../../../engine/events/takeUpEvents';
import { nodeStore } from '../../shared/nodeStore';

const show = { operation: ['readBounces'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Put this behind Email Trigger (IMAP) on the mailbox that bounces come back to, with its Format set to Resolved and Download Attachments on. Other mails are passed over.',
		name: 'bounceNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
];

/** Reads mails that came back: their messages learn that they bounced, were delayed, or were reported as spam. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const readings: { readonly item: number; readonly reading: BounceReading | null }[] = [];
	for (const [item, { json }] of context.getInputData().entries()) {
		const parts = await partsOfImapItem({ json, attachments: await reportParts(context, item) });
		readings.push({ item, reading: parts === null ? null : readBounceParts(parts, Date.now()) });
	}
	const events = readings.flatMap(({ reading }) => reading?.events ?? []);
	const rejected = readings.flatMap(({ reading }) => reading?.rejected ?? []);
	await putDown(store, keyed({ events, rejected }));
	const folded = await takeUpEvents(store);
	const other = readings.filter(({ reading }) => reading === null || reading.what === 'other').length;
	context.addExecutionHints({ message: `${events.length} reported by ${readings.length - other} mails; ${other} mails were none that came back. ${folded.applied} written to their messages.`, location: 'outputPane' });
	return readings.map(({ item, reading }) => ({
		json: {
			what: reading?.what ?? 'other',
			events: (reading?.events ?? []).map(({ kind, bounce, address, reason }) => ({ event: kind, bounce, email: address, reason })),
		},
		pairedItem: { item },
	}));
}

/** The attachments that tell about a delivery; pictures and the like are not even loaded. */
async function reportParts(context: IExecuteFunctions, item: number): Promise<ReportPart[]> {
	const { binary } = context.getInputData()[item] ?? {};
	const parts: ReportPart[] = [];
	for (const [name, { mimeType }] of Object.entries(binary ?? {})) {
		if (!isReportPart(mimeType)) continue;
		parts.push({ contentType: mimeType, content: (await context.helpers.getBinaryDataBuffer(item, name)).toString('utf8') });
	}
	return parts;
}
