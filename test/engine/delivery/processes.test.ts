import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { closeStore, openStore, type StoreSettings } from '../../../engine/store/openStore';
import { runJob } from '../../kill/killer';
import { spawnSmtpSink } from '../../simulators/spawnSmtpSink';
import { CampaignWorld } from '../../support/campaignWorld';
import { count } from '../../support/rows';
import { newDatabaseSettings, onServer } from '../../support/postgresServer';

const MAILS = 1_200;

describe.each(['sqlite', 'postgres'] as const)('several processes that deliver at once (%s)', (dialect) => {
	test('X-03 each message is sent exactly once', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'crm-deliver-'));
		const settings: StoreSettings = dialect === 'sqlite' ? { kind: 'sqlite', file: join(folder, 'store.sqlite') } : { kind: 'postgres', ...newDatabaseSettings() };
		if (settings.kind === 'postgres') await onServer(`CREATE DATABASE "${settings.database}"`);
		const sink = await spawnSmtpSink();
		try {
			const store = await openStore(settings);
			const world = await CampaignWorld.in(store);
			await world.queue(await world.contacts(MAILS));
			const job = { kind: 'deliver', campaignId: world.campaignId, port: sink.port } as const;
			expect(await Promise.all([1, 2, 3, 4].map(() => runJob(settings, job, null)))).toEqual(['done', 'done', 'done', 'done']);
			expect(await sink.counts()).toEqual({ mails: MAILS, recipients: MAILS, most: 1 });
			expect(await count(store, `SELECT COUNT(*) FROM message WHERE state = 'sent'`)).toBe(MAILS);
		} finally {
			await closeStore(settings);
			await sink.stop();
			if (settings.kind === 'postgres') await onServer(`DROP DATABASE "${settings.database}" WITH (FORCE)`);
			await rm(folder, { recursive: true, force: true });
		}
	});
});
