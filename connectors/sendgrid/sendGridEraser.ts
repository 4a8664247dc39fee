import type { PersonEraser } from '../../engine/consent/PersonEraser';
import type { SendGridApi } from './SendGridApi';
import { eraseAtSendGrid } from './suppressions';

/** Has SendGrid forget a person. */
export function sendGridEraser(api: SendGridApi): PersonEraser {
	return {
		service: 'SendGrid',
		async erase(address) {
			await eraseAtSendGrid(api, [address]);
			return { kind: 'erased', note: 'It took the order to erase the person, and does so some time later; it does not say when it is done.' };
		},
	};
}
