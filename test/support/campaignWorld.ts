import { runProcess, type ProcessResult } from '../../engine/campaigns/runProcess';
import type { EventSettings, MessageSettings, ProcessSettings, TaskSettings } from '../../engine/campaigns/ProcessRun';
import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import type { SearchKind } from '../../engine/records/kinds';
import { createSelection } from '../../engine/selections/createSelection';
import { NO_PARAMETERS, type GeneralParameters } from '../../engine/selections/GeneralParameters';
import type { Store } from '../../engine/store/Store';
import { insertRow, insertRows, type Row } from './rows';

export type Ref = { readonly kind: SearchKind; readonly id: number };

/** A store with what every process needs: people, a campaign, a template. */
export class CampaignWorld {
	private constructor(
		readonly store: Store,
		readonly users: readonly number[],
		readonly campaignId: number,
		readonly templateId: number,
	) {}

	static async in(store: Store): Promise<CampaignWorld> {
		const users = await insertRows(store, 'crm_user', [
			{ name: 'Jane Peacock', email: 'jane@example.com', active: 1 },
			{ name: 'Margaret Park', email: 'margaret@example.com', active: 1 },
			{ name: 'Steve Johnson', email: 'steve@example.com', active: 1 },
		]);
		const campaignId = await insertRow(store, 'campaign', { name: 'Spring' });
		const templateId = await insertRow(store, 'template', {
			name: 'Offer',
			subject: 'Hello {{ recipient.name }}',
			html: '<p>Hello {{ recipient.name }} of {{ account.name }}</p>',
			from_email: 'sender@example.com',
		});
		return new CampaignWorld(store, users, campaignId, templateId);
	}

	/** The same world, reached through another handle on its store. */
	through(store: Store): CampaignWorld {
		return new CampaignWorld(store, this.users, this.campaignId, this.templateId);
	}

	async add(kind: SearchKind, ...rows: readonly Row[]): Promise<Ref[]> {
		const ids = await insertRows(this.store, kind, rows);
		return ids.map((id) => ({ kind, id }));
	}

	/** The domain of the people `contacts` makes: no two worlds share one. */
	get domain(): string {
		return `world${this.campaignId}.example.com`;
	}

	/** @param count contacts person1@… to personN@… */
	async contacts(count: number, row: (index: number) => Row = () => ({})): Promise<Ref[]> {
		return await this.add(
			'contact',
			...Array.from({ length: count }, (_, index) => ({ name: `Person ${index + 1}`, email: `person${index + 1}@${this.domain}`, ...row(index) })),
		);
	}

	async newCampaign(name: string, row: Row = {}): Promise<number> {
		return await insertRow(this.store, 'campaign', { name, ...row });
	}

	async select(records: readonly Ref[], parameters: Partial<GeneralParameters> = {}): Promise<number> {
		const selection = await createSelection(this.store, await catalogueOf(this.store), {
			source: { records },
			parameters: { ...NO_PARAMETERS, ...parameters },
			timeZone: 'UTC',
		});
		return selection.id;
	}

	async process(
		selectionId: number,
		settings: ProcessSettings,
		parameters: Partial<GeneralParameters> = {},
		more: { readonly createAgain?: boolean; readonly dryRun?: boolean; readonly signal?: AbortSignal } = {},
	): Promise<ProcessResult> {
		return await runProcess(
			this.store,
			{ selectionId, settings, parameters, createAgain: more.createAgain ?? false },
			{ storeId: this.store.id, dryRun: more.dryRun ?? false, signal: more.signal },
		);
	}

	readonly tasks: TaskSettings = { operation: 'tasks', type: 'Call', status: 'not_started', assignment: { kind: 'own' }, once: null };

	readonly events: EventSettings = { operation: 'events', length: { kind: 'minutes', minutes: 60 }, location: null, attendance: { kind: 'each', assignment: { kind: 'own' }, once: null } };

	/** One event with all as participants. */
	readonly fair: EventSettings = { operation: 'events', length: { kind: 'days', days: 2, timeZone: 'UTC' }, location: 'Hall 3', attendance: { kind: 'together' } };

	get messages(): MessageSettings {
		return { operation: 'messages', templateId: this.templateId, occurrence: '' };
	}

	/** Queues a message for each of these in the world's campaign; answers how many are queued. */
	async queue(records: readonly Ref[], parameters: Partial<GeneralParameters> = {}): Promise<number> {
		const selection = await this.select(records);
		const { counts } = await this.process(selection, this.messages, { campaignId: this.campaignId, ...parameters });
		return counts.done;
	}
}
