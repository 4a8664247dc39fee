import { createServer, type Server } from 'node:net';

import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import type { SmtpSettings } from '../../../connectors/smtp/SmtpSettings';
import type { MailChannel, OutgoingMail, SendOutcome } from '../../../engine/delivery/MailChannel';
import { startSmtpSink, type SmtpSink } from '../../simulators/smtpSink';
import type { SinkBehaviour, SmtpSinkRules } from '../../simulators/smtpSinkRules';
import { sinkSettings } from './mails';

/** A server and a channel to it. */
export interface Bench {
	readonly sink: SmtpSink;
	readonly channel: MailChannel;
}

/** Makes benches for the tests of a file; all are closed after each of them. */
export function benches(): (rules?: SmtpSinkRules, settings?: Partial<SmtpSettings>) => Promise<Bench> {
	const open: (() => Promise<void>)[] = [];
	afterEach(async () => {
		for (const close of open.splice(0).reverse()) await close();
	});
	return async (rules = {}, settings = {}) => {
		const sink = await startSmtpSink(rules);
		open.push(() => sink.stop());
		const channel = createSmtpChannel(sinkSettings(sink.port, settings));
		open.push(() => channel.close());
		return { sink, channel };
	};
}

export async function sendOne(channel: MailChannel, mail: OutgoingMail): Promise<SendOutcome> {
	const [outcome] = await channel.send([mail]);
	if (outcome === undefined) throw new Error('no outcome');
	return outcome;
}

/** What the server does to every mail, or to the first so many. */
export function everyone(does: SinkBehaviour, times?: number): SmtpSinkRules {
	return { mails: [{ recipient: '*', does, ...(times === undefined ? {} : { times }) }] };
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
	const server = createServer();
	const port = await listen(server);
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return port;
}

function listen(server: Server): Promise<number> {
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(address !== null && typeof address === 'object' ? address.port : 0);
		});
	});
}
