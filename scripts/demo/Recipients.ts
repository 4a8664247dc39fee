import { setTimeout as wait } from 'node:timers/promises';

import { DeliveredMail } from './DeliveredMail';
import type { MailSink } from './MailSink';

/** So many look at their mails: enough to show what follows. */
const MOST = 60;
/** Who is quicker than this after the delivery counts as a machine, in ms. */
const A_PERSON_TAKES = { open: 2_500, click: 5_500 };
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
 * @param final the number of the last one
 */
export async function recipientsAct(sink: MailSink, first: number, final: number): Promise<Acted> {
	const numbers = Array.from({ length: Math.min(MOST, final - first + 1) }, (_, index) => first + index);
	const received = await Promise.all(numbers.map(async (number) => await sink.mail(number)));
	const last = Math.max(...received.map(({ receivedAt }) => receivedAt));
	const personAfter = async (takes: number) => await wait(Math.max(0, last + takes - Date.now()));
	const mails = await Promise.all(received.map(async ({ source }) => await DeliveredMail.read(source)));
	const [hard, soft, leaver, otherLeaver, ...readers] = mails;
	if (!hard || !soft || !leaver || !otherLeaver) throw new Error(`Only ${mails.length} mails arrived.`);
	const habits = readers.map((mail, index) => ({ mail, habit: HABITS[index % HABITS.length] ?? 'nothing' }));
	const having = (habit: (typeof HABITS)[number]) => habits.filter((each) => each.habit === habit).map(({ mail }) => mail);
	const [opening, clicking, scanned] = [having('opens'), having('clicks'), having('scanned')];
	await all(scanned, async (mail) => await mail.open(GATEWAY));
	await all(scanned, async (mail) => await mail.click(GATEWAY));
	await personAfter(A_PERSON_TAKES.open);
	await all([...opening, ...clicking], async (mail) => await mail.open());
	for (const mail of [leaver, otherLeaver]) {
		// Looking does nothing; the mail program's button does.
		await mail.lookAtUnsubscribePage();
		const status = await mail.unsubscribe();
		if (status !== 200) throw new Error(`Unsubscribing was answered with ${status}.`);
	}
	await personAfter(A_PERSON_TAKES.click);
	await all(clicking, async (mail) => await mail.click());
	return { opened: opening.length, clicked: clicking.length, scanned: scanned.length, unsubscribed: 2, undeliverable: [hard, soft] };
}

/** A few at a time. */
async function all(mails: readonly DeliveredMail[], act: (mail: DeliveredMail) => Promise<unknown>): Promise<void> {
	for (let at = 0; at < mails.length; at += AT_ONCE) await Promise.all(mails.slice(at, at + AT_ONCE).map(act));
}
