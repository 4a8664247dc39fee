import { EngineError } from '../../engine/EngineError';
import { type BrevoAnswer, type BrevoRefusal, refusalWords } from './brevoAnswer';

/** Whatever is not a success, in words a user can act on. `what` names what was to be done: "read the account". Pure. */
export function brevoFault(answer: Exclude<BrevoAnswer, { kind: 'ok' }>, what: string): EngineError {
	switch (answer.kind) {
		case 'refused':
			return refusalFault(answer, what);
		case 'unreachable':
			return new EngineError('unavailable', `Brevo could not be reached to ${what}: ${answer.reason}.`, 'Check that this machine can reach api.brevo.com (a proxy is taken from HTTPS_PROXY), and try again.');
		case 'lost':
			return new EngineError('unavailable', `Brevo's answer was lost when it was asked to ${what}: ${answer.reason}.`, 'Try again; what Brevo has done already is not done twice.', { uncertain: true });
		case 'limited':
			return new EngineError('unavailable', `Brevo's rate limit does not allow to ${what} now. ${answer.reason}.`, 'Try again after that time. Brevo allows 100 calls an hour for most of its API, 300 for statistics, counted over all keys of the account.', { retryAt: answer.retryAt });
	}
}

function refusalFault(refusal: BrevoRefusal, what: string): EngineError {
	const said = refusalWords(refusal);
	switch (refusal.code) {
		case 'not_enough_credits':
			return noCredits(what, said);
		case 'account_under_validation':
			return new EngineError('not-allowed', `Brevo is still validating this account, and does not ${what} before (${said}).`, 'Complete the profile in Brevo, or ask its support to activate the account.');
		case 'permission_denied':
			return new EngineError('not-allowed', `Brevo does not allow this account to ${what} (${said}).`, 'Check in Brevo that transactional email is activated for the account, and that its plan includes this.');
		case 'document_not_found':
			return new EngineError('not-found', `Brevo does not know what was asked for, and could not ${what} (${said}).`, 'Check that it still exists in Brevo.');
		case 'account_in_process':
			return new EngineError('unavailable', `Brevo is busy with this account and could not ${what} (${said}).`, 'Try again in some minutes.');
		default:
			return statusFault(refusal, what, said);
	}
}

function statusFault(refusal: BrevoRefusal, what: string, said: string): EngineError {
	const { status } = refusal;
	if (status === 401 || status === 403) return signInFault(refusal, what, said);
	if (status === 402) return noCredits(what, said);
	if (status === 404) return new EngineError('not-found', `Brevo has nothing at this address, and could not ${what} (${said}).`, 'Check the Base URL of the Brevo credential; it is usually left empty.');
	if (status >= 500 || status === 408 || status === 425) return new EngineError('unavailable', `Brevo failed to ${what} (${said}).`, 'Try again in some minutes.');
	if (status >= 300 && status < 400) return new EngineError('unavailable', `Brevo was to ${what}, but the answer leads elsewhere (${said}).`, 'Check the Base URL of the Brevo credential, and whether a proxy asks for a sign-in.');
	return new EngineError('invalid-input', `Brevo refused to ${what}: ${said}`, 'Correct what Brevo names.');
}

/** Brevo lets calls from new IP addresses in no longer once none has come for 30 days: what a move of n8n looks like. */
function signInFault(refusal: BrevoRefusal, what: string, said: string): EngineError {
	if (/\bip\b|ip address|unrecogni[sz]ed/i.test(refusal.message)) {
		return new EngineError('not-allowed', `Brevo does not know the IP address of this n8n and refused to ${what} (${said}).`, 'In Brevo, under Security → Authorised IPs, add the address, or let unknown ones in again.');
	}
	return new EngineError('not-allowed', `Brevo refused the API key when asked to ${what} (${said}).`, 'Check the API Key of the Brevo credential: an API key (xkeysib-…), not an SMTP key. If the key is right, look in Brevo, under Security → Authorised IPs, whether the address of this n8n may use it.');
}

function noCredits(what: string, said: string): EngineError {
	return new EngineError('not-allowed', `The Brevo account has no credits left to ${what} (${said}).`, 'Buy credits in Brevo, or wait for those of the next day or month; what is queued stays queued.');
}
