import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the sink tells its parent. */
export type SinkMessage = { readonly kind: 'listening'; readonly port: number } | { readonly kind: 'stored'; readonly count: number };

/** The file of a mail, by its number. */
export function mailFile(number: number): string {
	return `${String(number).padStart(6, '0')}.eml`;
}

/** A mail server in a process of its own that keeps every mail as a file and delivers none. */
export class MailSink {
	private constructor(
		private readonly child: ChildProcess,
		private readonly folder: string,
		readonly port: number,
	) {}

	/** @param folder where the mails go, one .eml a mail */
	static async start(folder: string): Promise<MailSink> {
		const child = fork(join(__dirname, 'mailSinkProcess.js'), [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		const [message] = (await once(child, 'message')) as [SinkMessage];
		if (message.kind !== 'listening') throw new Error('The mail server did not say its port.');
		return new MailSink(child, folder, message.port);
	}

	/** How many mails it has taken. */
	async count(): Promise<number> {
		this.child.send('count');
		const [message] = (await once(this.child, 'message')) as [SinkMessage];
		return message.kind === 'stored' ? message.count : 0;
	}

	/** A mail by its number, 1 for the first, and when it came (UTC ms). */
	async mail(number: number): Promise<{ readonly source: Buffer; readonly receivedAt: number }> {
		const file = join(this.folder, mailFile(number));
		const [source, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
		return { source, receivedAt: mtimeMs };
	}

	/** Writes the list of mails, and ends. */
	async stop(): Promise<void> {
		const exited = once(this.child, 'exit');
		this.child.send('stop');
		await exited;
	}
}
