import type { IExecuteFunctions } from 'n8n-workflow';

import type { DeliveryLinks } from '../../../engine/delivery/DeliveryLinks';
import { isPublic, originOf } from '../../../engine/delivery/publicAddress';
import { publishedPages } from '../../../engine/delivery/publishedPages';
import { EngineError } from '../../../engine/EngineError';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import type { Store } from '../../../engine/store/Store';
import { ownOrigin } from '../../shared/ownOrigin';
import { objectOf, textOf } from '../../shared/parameters';

/** The links that mails carry, and why the one that unsubscribes is not among them. */
export interface NodeLinks {
	readonly links: DeliveryLinks;
	/** What to do about it; null where mails carry it. */
	readonly noPage: { readonly problem: string; readonly wayOut: string } | null;
}

/**
 * Where the pages of this n8n are: their paths as their triggers noted them when they were published, behind the
 * address that n8n itself gives people now (or that the node's option names).
 * @throws EngineError for a Public Address that is none
 */
export async function readLinks(context: IExecuteFunctions, store: Store): Promise<NodeLinks> {
	const options = objectOf(context.getNodeParameter('options', 0, {}));
	const testMode = options['testMode'] === true;
	const pages = await store.run(publishedPages, null);
	const given = textOf(options['publicAddress']);
	const origin = given === null ? ownOrigin(context) : originOf(given);
	const reachable = testMode || (origin !== null && isPublic(origin));
	const address = (path: string | null) => (path === null || origin === null || !reachable ? null : `${origin}${path}`);
	const unsubscribePage = address(pages.unsubscribe);
	return {
		links: { unsubscribePage, tracking: address(pages.tracking), bounces: bounceMailbox(textOf(options['bounceAddress'])), unsubscribeRequired: !testMode },
		noPage: unsubscribePage !== null || testMode ? null : whyNone(pages.unsubscribe, origin),
	};
}

function whyNone(path: string | null, origin: string | null): { readonly problem: string; readonly wayOut: string } {
	if (path === null) {
		return {
			problem: 'no unsubscribe page is published',
			wayOut: 'Publish the workflow "07 Unsubscribe page". To try things out with mails to yourself, turn on Test Mode in Options.',
		};
	}
	return {
		problem: `the unsubscribe page's address, ${origin ?? 'unknown'}, can't be reached by recipients`,
		wayOut: 'Set WEBHOOK_URL on your n8n (or Public Address in Options) to the address people reach it by. To try things out with mails to yourself, turn on Test Mode in Options.',
	};
}

/** @throws EngineError where it is no address: bounces would go astray */
function bounceMailbox(address: string | null): string | null {
	if (address === null) return null;
	const normalised = normaliseAddress(address);
	if (normalised !== null) return normalised;
	throw new EngineError('invalid-input', `Bounce Address: "${address.slice(0, 100)}" is no email address.`, 'Give an address such as bounces@example.com, whose mailbox takes bounces+anything@example.com too.');
}
