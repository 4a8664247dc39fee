import { createHost, PACKAGE_NAME, type WorkflowJson } from '../scripts/host';
import { closeStore, openStore, type StoreSettings } from '../engine/store/openStore';
import type { Store } from '../engine/store/Store';
import { TEST_KEY } from '../test/simulators/sendgrid/SendGridRules';
import { forgetTasks } from './forgetTasks';
import { makeTasks, selected } from './benches/tasks';
import type { N8nReply, N8nSettings } from './BenchN8n';

const TRIGGER = 'Email Events Trigger';

/** n8n's engine with an Email Events Trigger published, in a process of its own; makes tasks meanwhile when told to. */
async function main({ userFolder, storeFile, sendGridUrl, verificationKey }: N8nSettings): Promise<void> {
	const host = await createHost({ userFolder });
	const settings: StoreSettings = { kind: 'sqlite', file: storeFile };
	// The very store that the trigger uses.
	const store = await openStore(settings);
	const published = await host.publish(workflow(), {
		credentials: { crmSendGridApi: { apiKey: TEST_KEY, region: 'global', baseUrl: sendGridUrl, verificationKey }, crmStoreApi: { kind: 'sqlite', file: storeFile } },
	});
	// The host cannot copy what a trigger remembers of its service; the key to check signatures with is the credential's.
	Object.assign(published, { staticData: {} });
	const tasks = new TaskMaking(store);
	const reply = (message: N8nReply): void => void process.send?.(message);
	process.on('message', (told: 'tasks' | 'rest' | 'stop') => {
		switch (told) {
			case 'tasks':
				return void tasks.begin().then(() => reply({ runs: 0 }));
			case 'rest':
				return void tasks.end().then((runs) => reply({ runs }));
			case 'stop':
				// What is still to be folded stays in the intake.
				return void closeStore(settings).finally(() => process.exit(0));
		}
	});
	process.once('disconnect', () => process.exit(0));
	reply({ url: published.url(TRIGGER) });
}

/** 100,000 tasks of a selection, again and again. */
class TaskMaking {
	private ended: Promise<number> | null = null;
	private wanted = false;

	constructor(private readonly store: Store) {}

	/** Until the first run is under way. */
	async begin(): Promise<void> {
		const selection = await selected(this.store);
		this.wanted = true;
		this.ended = this.repeat(async () => {
			await makeTasks(this.store, selection);
			// Else the file would grow by millions of them; the writer is kept busy by this too.
			while ((await this.store.run(forgetTasks, null)) > 0);
		});
	}

	/** After the run under way; answers how many there were. */
	async end(): Promise<number> {
		this.wanted = false;
		return (await this.ended) ?? 0;
	}

	private async repeat(work: () => Promise<void>): Promise<number> {
		let runs = 0;
		for (; this.wanted; runs++) await work();
		return runs;
	}
}

function workflow(): WorkflowJson {
	return {
		id: 'bench',
		name: 'Email events',
		nodes: [{ id: TRIGGER, webhookId: 'email-events', name: TRIGGER, type: `${PACKAGE_NAME}.emailEventsTrigger`, typeVersion: 1, position: [0, 0], parameters: { service: 'sendgrid' } }],
		connections: {},
	};
}

void main(JSON.parse(process.argv[2] ?? '{}') as N8nSettings);
