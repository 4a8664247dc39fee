import { EngineError } from '../../engine/EngineError';
import { isObject, objectsIn, textAt } from '../http/json';
import type { BrevoApi } from './BrevoApi';

/** What the key is for, and what the account may do. */
export interface BrevoAccount {
	readonly company: string | null;
	readonly email: string | null;
	/** Emails that may still be sent; null where Brevo doesn't say. */
	readonly credits: number | null;
	/** Whether transactional mail is switched on; null where Brevo doesn't say. */
	readonly relayEnabled: boolean | null;
}

/**
 * Reads the account: the cheapest proof that key and IP address are let in. Counts against 100 calls an hour.
 * @throws EngineError where they are not
 */
export async function readAccount(api: BrevoApi): Promise<BrevoAccount> {
	const body = await api.demand({ method: 'GET', path: '/account', repeatable: true }, 'read the account');
	if (!isObject(body)) throw new EngineError('unavailable', 'What answers at the address of Brevo is not its API.', 'Check the Base URL of the Brevo credential, and whether a proxy asks for a sign-in.');
	const plans = objectsIn(body['plan']).filter((plan) => plan['type'] !== 'sms');
	const credits = plans.map((plan) => plan['credits']).filter((number) => typeof number === 'number');
	const relay = body['relay'];
	return {
		company: textAt(body, 'companyName'),
		email: textAt(body, 'email'),
		credits: credits.length === 0 ? null : credits.reduce((sum, number) => sum + number, 0),
		relayEnabled: isObject(relay) && typeof relay['enabled'] === 'boolean' ? relay['enabled'] : null,
	};
}

/**
 * Checks that mails can go out through this account.
 * @throws EngineError for a key that isn't let in, transactional mail switched off, or no credits
 */
export async function verifyAccount(api: BrevoApi): Promise<BrevoAccount> {
	const account = await readAccount(api);
	if (account.relayEnabled === false) {
		throw new EngineError('not-allowed', 'Transactional email is not activated for this Brevo account.', 'Activate it in Brevo under Transactional, or ask its support to do so.');
	}
	if (account.credits !== null && account.credits <= 0) {
		throw new EngineError('not-allowed', 'The Brevo account has no credits left.', 'Buy credits in Brevo, or wait for those of the next day or month.');
	}
	return account;
}
