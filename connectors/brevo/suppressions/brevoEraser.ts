import type { PersonEraser } from '../../../engine/consent/PersonEraser';
import type { BrevoApi } from '../BrevoApi';
import { erasePerson } from './erasePerson';

/** Has Brevo forget a person: the contact, and the logs of the mails sent to it. */
export function brevoEraser(api: BrevoApi): PersonEraser {
	return {
		service: 'Brevo',
		async erase(address) {
			const { contact, logs } = await erasePerson(api, address, []);
			if (!contact && logs === 0) return { kind: 'unknown' };
			return { kind: 'erased', note: contact ? 'With the contact its block is gone there: a later import at Brevo could have the person mailed again by Brevo’s own campaigns.' : null };
		},
	};
}
