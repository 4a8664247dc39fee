import { runProcess } from '../../engine/campaigns/runProcess';
import type { ProcessSettings } from '../../engine/campaigns/ProcessRun';
import { createSmtpChannel } from '../../connectors/smtp/SmtpChannel';
import { deliver } from '../../engine/delivery/deliver';
import { importTable, type SourceRow } from '../../engine/records/import/importTable';
import { openStore, type StoreSettings } from '../../engine/store/openStore';
import type { Store } from '../../engine/store/Store';

/** Work for a process that may be killed at any moment. */
export type Job =
	| { readonly kind: 'process'; readonly selectionId: number; readonly settings: ProcessSettings; readonly campaignId: number }
	| { readonly kind: 'import'; readonly rows: number; readonly prefix: string }
	| { readonly kind: 'deliver'; readonly campaignId: number; readonly port: number };

/** `node job.js STORE JOB`, both as JSON. Says `begin` when the work begins and `done` when it is done. */
async function main(settings: StoreSettings, job: Job): Promise<void> {
	const store = await openStore(settings);
	process.stdout.write('begin\n');
	const result = await carryOut(store, job);
	process.stdout.write(`done ${JSON.stringify(result)}\n`);
}

async function carryOut(store: Store, job: Job): Promise<unknown> {
	switch (job.kind) {
		case 'process': {
			const { selectionId, settings, campaignId } = job;
			return await runProcess(store, { selectionId, settings, parameters: { campaignId }, createAgain: false }, { storeId: store.id, dryRun: false });
		}
		case 'import': {
			return await importTable(store, { headers: ['Email', 'Last Name', 'Account'], rows: rowsOf(job) }, { kind: 'contact', timeZone: 'UTC' });
		}
		case 'deliver': {
			const channel = createSmtpChannel({ host: '127.0.0.1', port: job.port, secure: 'none', user: '', password: '' });
			try {
				return await deliver(store, channel, {
					campaignId: job.campaignId,
					from: { name: null, address: 'shop@example.com', replyTo: null },
					rate: null,
					maxMessages: null,
					maxTime: null,
				});
			} finally {
				await channel.close();
			}
		}
	}
}

/** Every tenth address a second time, in capitals; one account for each ten. */
async function* rowsOf(job: { readonly rows: number; readonly prefix: string }): AsyncGenerator<SourceRow[]> {
	for (let at = 0; at < job.rows; at += 500) {
		yield Array.from({ length: Math.min(500, job.rows - at) }, (_, index): SourceRow => {
			const nth = at + index;
			const person = nth % 10 === 9 ? nth - 1 : nth;
			const email = `${job.prefix}${person}@example.com`;
			return { line: nth + 2, cells: [nth % 10 === 9 ? email.toUpperCase() : email, `Person ${person}`, `${job.prefix} account ${Math.floor(nth / 10)}`] };
		});
	}
}

const [settings, job] = process.argv.slice(2);
if (settings === undefined || job === undefined) throw new Error('Usage: node job.js STORE JOB');
// Written by the tests beside this file, in these shapes.
void main(JSON.parse(settings) as StoreSettings, JSON.parse(job) as Job);
