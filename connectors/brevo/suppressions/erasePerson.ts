import type { BrevoApi } from '../BrevoApi';
import { brevoFault } from '../brevoFault';

/** What of a person was found at Brevo, and deleted. */
export interface ErasedPerson {
	readonly contact: boolean;
	/** Logs deleted: by address, and by message id. */
	readonly logs: number;
}

/**
 * Deletes a person at Brevo: the contact, and the logs of the mails sent to them. What isn't there counts as deleted.
 * Each log counts against 300 calls an hour. With the contact goes its blacklisting: keep the no here.
 * @param messageIds ids of mails sent to them, bare; their logs are deleted besides those that Brevo finds by address
 * @throws EngineError where something could not be deleted; doing it again goes on
 */
export async function erasePerson(api: BrevoApi, address: string, messageIds: readonly string[]): Promise<ErasedPerson> {
	const contact = await erase(api, `/contacts/${encodeURIComponent(address)}`, { identifierType: 'email_id' }, 'delete a contact');
	let logs = 0;
	for (const identifier of [address, ...messageIds.map((id) => `<${id.replace(/^<|>$/g, '')}>`)]) {
		if (await erase(api, `/smtp/log/${encodeURIComponent(identifier)}`, {}, 'delete the log of a mail')) logs++;
	}
	return { contact, logs };
}

async function erase(api: BrevoApi, path: string, query: Readonly<Record<string, string>>, what: string): Promise<boolean> {
	const answer = await api.ask({ method: 'DELETE', path, query, repeatable: true });
	if (answer.kind === 'ok') return true;
	if (answer.kind === 'refused' && answer.status === 404) return false;
	throw brevoFault(answer, what);
}
