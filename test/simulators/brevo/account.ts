import type { Brevo } from '@getbrevo/brevo';

import type { BrevoRules } from './brevoRules';
import type { BrevoState } from './BrevoState';

/** GET /account. */
export function account(state: BrevoState, rules: BrevoRules): Brevo.GetAccountResponse {
	return {
		organization_id: '5f3c',
		user_id: 7,
		enterprise: false,
		companyName: 'Shop',
		email: 'owner@shop.example',
		firstName: 'Ada',
		lastName: 'Lovelace',
		plan: [
			{ type: 'payAsYouGo', creditsType: 'sendLimit', credits: (rules.credits ?? 1_000_000) - state.mails.length },
			{ type: 'sms', creditsType: 'sendLimit', credits: 12 },
		],
		relay: { enabled: rules.relayEnabled ?? true, data: { userName: 'owner@shop.example', relay: 'smtp-relay.brevo.example', port: 587 } },
	};
}
