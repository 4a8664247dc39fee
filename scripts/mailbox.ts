import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';

import { SMTPServer } from 'smtp-server';

import { mailboxHandler } from './mailboxPages';
import type { ReceivedMail } from './ReceivedMail';
import { readMail } from './ReceivedMail';

const LOOPBACK = '127.0.0.1';

export interface MailboxOptions {
	/** Port to take mail on; any free one unless told otherwise. */
	readonly smtpPort?: number;
	/** Port of the web page; any free one unless told otherwise. */
	readonly webPort?: number;
}

/** Takes every mail, whoever it is for, and delivers none of them. */
export interface Mailbox {
	readonly smtpPort: number;
	/** The page that lists the mails. */
	readonly webUrl: string;
	/** What came in so far, oldest first. */
	mails(): readonly ReceivedMail[];
	stop(): Promise<void>;
}

/** Opens a mailbox on the loopback: SMTP (any login or none, no TLS) and a page to read the mails on. */
export async function startMailbox({ smtpPort = 0, webPort = 0 }: MailboxOptions = {}): Promise<Mailbox> {
	const mails: ReceivedMail[] = [];
	const smtp = new SMTPServer({
		authOptional: true,
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
		onData: (stream, { envelope }, done) => {
			readMail(stream, envelope).then((mail) => {
				mails.push({ ...mail, id: mails.length + 1 });
				done();
			}, done);
		},
	});
	const web = createServer(mailboxHandler(mails));
	try {
		smtp.listen(smtpPort, LOOPBACK);
		web.listen(webPort, LOOPBACK);
		await Promise.all([once(smtp.server, 'listening'), once(web, 'listening')]);
	} catch (error) {
		smtp.close(() => undefined);
		web.close();
		throw error;
	}
	return {
		smtpPort: portOf(smtp.server.address()),
		webUrl: `http://${LOOPBACK}:${portOf(web.address())}/`,
		mails: () => mails,
		stop: async () => {
			web.closeAllConnections();
			await Promise.all([new Promise<void>((resolve) => smtp.close(resolve)), new Promise<void>((resolve) => web.close(() => resolve()))]);
		},
	};
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string') throw new Error('The mailbox has no port.');
	return address.port;
}
