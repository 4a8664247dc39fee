import type { IExecuteFunctions } from 'n8n-workflow';

import type { DeliveryResult } from '../../../engine/delivery/deliver';
import type { EngineError } from '../../../engine/EngineError';
import type { DeliveryCounts } from '../../../engine/delivery/deliveryCounts';

/** Tells what a delivery came to, and warns of what a person has to see to. */
export function addDeliveryHints(context: IExecuteFunctions, result: DeliveryResult, counts: DeliveryCounts): void {
	const parts = [
		`${result.sent} sent`,
		...part(result.failed, 'failed'),
		...part(result.deferred, 'refused for now, tried again later'),
		...part(result.notSent, 'not sent any more (opted out or deleted)'),
		...part(counts.queued, 'still queued'),
	];
	context.addExecutionHints({ message: parts.join(', '), location: 'outputPane' });
	if (result.ended.kind === 'unreachable') {
		warn(context, `The mail server could not be reached any more: ${result.ended.reply} What was not sent is back in the queue.`);
	}
	if (result.withoutSender > 0) {
		warn(context, `${result.withoutSender} still queued, because nobody says whom they come from: fill in From Email in their template, or in this node.`);
	}
	if (counts.uncertain > 0) {
		warn(context, `${counts.uncertain} uncertain: their answer was lost, so they are not sent again by themselves. Settle them with Campaign Email → Settle Uncertain.`);
	}
}

/** Tells why marketing stays in the queue. */
export function addUnsubscribeHint(context: IExecuteFunctions, problem: EngineError): void {
	warn(context, `${problem.message} ${problem.wayOut}`);
}

/** RFC 8058 wants https: without it, mail programs offer no button of their own. */
export function addPlainHttpHint(context: IExecuteFunctions, unsubscribePage: string): void {
	warn(context, `The link that unsubscribes leads to ${new URL(unsubscribePage).origin}: mail programs show their own unsubscribe button only for https, and large mailbox services ask for it. Put https before your n8n, and set WEBHOOK_URL (or Public Address in Options).`);
}

function warn(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}

function part(count: number, words: string): string[] {
	return count > 0 ? [`${count} ${words}`] : [];
}
