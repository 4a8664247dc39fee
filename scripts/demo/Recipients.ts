import { setTimeout as wait } from 'node:timers/promises';

import { DeliveredMail } from './DeliveredMail';
import type { MailSink } from './MailSink';

/** So many look at their mails: enough to show what follows. */
const MOST = 100;
/** Who is quicker than this after the delivery counts as a machine, in ms. */
const A_PERSON_TAKES = 5_500;
const AT_ONCE = 10;

/** What each recipient does, in turn. */
const HABITS = ['opens', 'clicks', 'nothing', 'opens', 'scanned'] as const;
/** A gateway that fetches whatever a mail holds: no person. */
const GATEWAY = { 'User-Agent': 'Barracuda Sentinel (EE)' };

/** What recipients did, and whose mails could not be delivered. */
export interface Acted {
	readonly opened: number;
	readonly clicked: number;
	readonly scanned: number;
	readonly unsubscribed: number;
	/** Mails that go back where they came from: the first for good, the second for now. */
	readonly undeliverable: readonly DeliveredMail[];
}

/**
 * Simulated recipients of delivered mails: over the web, by what stands in their mails and nothing else.
 * @param first the number of the first mail, counted from 1
 * @param last the number of the last one
 */
export async function recipientsAct(sink: MailSink, first: number, last: number): Promise<Acted> {
	const numbers = Array.from({ length: Math.min(MOST, last - first + 1) }, (_, index) => first + index);
	const received = await Promise.all(numbers.map(async (number) => await sink.mail(number)));
	await wait(Math.max(0, Math.max(...received.map(({ receivedAt }) => receivedAt)) + A_PERSON_TAKES - Date.now()));
	const mails = await Promise.all(received.map(async ({ source }) => await DeliveredMail.read(source)));
	const [hard, soft, leaver, otherLeaver, ...readers] = mails;
	if (!hard || !soft || !leaver || !otherLeaver) throw new Error(`Only ${mails.length} mails arrived.`);
	const counts = { opens: 0, clicks: 0, nothing: 0, scanned: 0 };
	for (let at = 0; at < readers.length; at += AT_ONCE) {
		await Promise.all(readers.slice(at, at + AT_ONCE).map(async (mail, index) => {
			const habit = HABITS[(at + index) % HABITS.length] ?? 'nothing';
			counts[habit]++;
			await behave(mail, habit);
		}));
	}
	for (const mail of [leaver, otherLeaver]) {
		// Looking does nothing; the mail program's button does.
		await mail.lookAtUnsubscribePage();
		const status = await mail.unsubscribe();
		if (status !== 200) throw new Error(`Unsubscribing was answered with ${status}.`);
	}
	return { opened: counts.opens, clicked: counts.clicks, scanned: counts.scanned, unsubscribed: 2, undeliverable: [hard, soft] };
}

async function behave(mail: DeliveredMail, habit: (typeof HABITS)[number]): Promise<void> {
	switch (habit) {
		case 'opens':
			await mail.open();
			return;
		case 'clicks':
			await mail.open();
			await mail.click();
			return;
		case 'scanned':
			await mail.open(GATEWAY);
			await mail.click(GATEWAY);
			return;
		case 'nothing':
			return;
	}
}
