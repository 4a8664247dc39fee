import type { IExecuteFunctions } from 'n8n-workflow';

import type { DeliverOptions, DeliveryResult } from '../../../engine/delivery/deliver';
import { numberOf, objectOf } from '../../shared/parameters';

const MINUTE = 60_000;
const DEFAULT_CONNECTIONS = 5;

/** How much one execution may send, over all campaigns it delivers. */
export class DeliveryLimits {
	readonly connections: number;
	private readonly rate: number | null;
	private messages: number | null;
	private readonly until: number | null;

	/** @throws EngineError for a limit that is none */
	constructor(context: IExecuteFunctions) {
		const options = objectOf(context.getNodeParameter('options', 0, {}));
		this.connections = numberOf(options['connections'], 'Connections', { least: 1, most: 50 }) ?? DEFAULT_CONNECTIONS;
		this.rate = numberOf(options['rate'], 'Messages per Second', { least: 0.01 });
		this.messages = numberOf(options['maxMessages'], 'Max Messages', { least: 1 });
		const minutes = numberOf(options['maxMinutes'], 'Max Minutes', { least: 0.01 });
		this.until = minutes === null ? null : Date.now() + minutes * MINUTE;
	}

	/** What is left of them for the next campaign. */
	left(): Pick<DeliverOptions, 'rate' | 'maxMessages' | 'maxTime'> {
		return {
			rate: this.rate,
			maxMessages: this.messages,
			maxTime: this.until === null ? null : Math.max(this.until - Date.now(), 0),
		};
	}

	use(result: DeliveryResult): void {
		if (this.messages === null) return;
		this.messages = Math.max(this.messages - result.sent - result.failed - result.deferred - result.uncertain, 0);
	}
}
