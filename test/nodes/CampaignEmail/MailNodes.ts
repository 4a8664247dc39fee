import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { RecordJson } from '../../../engine/records/RecordJson';
import type { RunResult } from '../../harness';
import { startSmtpSink, type SmtpSink } from '../../simulators/smtpSink';
import type { SmtpSinkRules } from '../../simulators/smtpSinkRules';
import { byId, NodeHost } from '../shared/NodeHost';
import { condition, records, rows, search } from '../shared/tabs';

/** Campaign Email with a campaign, a template, and a mail server on loopback. */
export class MailNodes {
	private readonly sinks: SmtpSink[] = [];

	private constructor(
		readonly nodes: NodeHost,
		readonly template: RecordJson,
	) {}

	static async create(): Promise<MailNodes> {
		const nodes = await NodeHost.create();
		const template = await nodes.record('template', { name: 'Offer', subject: 'For {{ recipient.name }}', html: '<p>Hello {{ recipient.name }}</p>' });
		return new MailNodes(nodes, template);
	}

	async sink(rules: SmtpSinkRules = {}): Promise<SmtpSink> {
		const sink = await startSmtpSink(rules);
		this.sinks.push(sink);
		return sink;
	}

	/** A campaign with a queued message for each of these addresses. */
	async queued(campaignName: string, ...addresses: string[]): Promise<RecordJson> {
		const campaign = await this.nodes.record('campaign', { name: campaignName });
		for (const email of addresses) await this.nodes.record('contact', { name: `${campaignName} ${email.split('@')[0]}`, email });
		const selection = await this.nodes.one('crmSegment', search({ contact: [{ all: rows(condition('name', 'startsWith', `${campaignName} `)) }] }, { generalParameters: { campaign: byId(campaign.id) } }));
		const [made] = await this.nodes.json('crmCampaign', { operation: 'messages', template: byId(this.template.id) }, [{ json: selection }]);
		if (made?.['done'] !== addresses.length) throw new Error(`${Number(made?.['done'] ?? 0)} of ${addresses.length} messages were queued.`);
		return campaign;
	}

	async run(operation: string, parameters: INodeParameters, more: { port?: number; items?: INodeExecutionData[]; node?: Partial<INode> } = {}): Promise<RunResult> {
		const smtp = { host: '127.0.0.1', port: more.port ?? 1, secure: false, disableStartTls: true, user: '', password: '', hostName: '' };
		// In Test Mode, unless a test is about that.
		const options = operation === 'deliver' ? { options: { testMode: true, ...(parameters['options'] as INodeParameters | undefined) } } : {};
		const resource = operation === 'log' || operation === 'readBounces' ? 'otherMail' : 'delivery';
		return await this.nodes.run('campaignEmail', { resource, operation, ...parameters, ...options }, { items: more.items, node: more.node, credentials: { smtp } });
	}

	/** Delivers one campaign's messages from news@example.com. */
	async deliver(campaign: RecordJson, sink: SmtpSink, options: INodeParameters = {}): Promise<RunResult> {
		return await this.run('deliver', { campaign: byId(campaign.id), fromEmail: 'news@example.com', options }, { port: sink.port });
	}

	async messages(campaign: RecordJson): Promise<IDataObject[]> {
		return await this.nodes.json('crmSegment', records({ message: [{ all: rows(condition('campaign_id', 'is', String(campaign.id))) }] }));
	}

	async states(campaign: RecordJson): Promise<unknown[]> {
		return (await this.messages(campaign)).map((message) => message['state']);
	}

	async close(): Promise<void> {
		for (const sink of this.sinks) await sink.stop();
		await this.nodes.close();
	}
}
