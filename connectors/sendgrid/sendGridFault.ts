import { EngineError } from '../../engine/EngineError';
import type { HttpResult } from '../http/HttpResult';
import { errorWords, readServiceErrors } from './serviceErrors';
import type { SendGridSettings } from './SendGridSettings';

/**
 * Turns an answer that is not what was asked for into words a user can act on. Pure.
 * @param doing what was asked for, as in "SendGrid did not let us …": `read the bounces`
 */
export function sendGridFault(result: HttpResult, doing: string, settings: SendGridSettings, clean: (words: string) => string): EngineError {
	switch (result.kind) {
		case 'unreachable':
			return new EngineError('unavailable', `SendGrid could not be reached to ${doing}: ${result.reason}.`, 'Check that this machine reaches the internet (or its proxy: HTTPS_PROXY, NO_PROXY), then try again.');
		case 'lost':
			return new EngineError('unavailable', `SendGrid did not answer when asked to ${doing}: ${result.reason}. It may have been done all the same.`, 'Try again in some minutes.', { uncertain: true });
		case 'limited':
			return new EngineError('unavailable', `SendGrid takes no more calls for now, so we could not ${doing}. ${result.reason}.`, 'Run this step again after that time, or less often.', { retryAt: result.retryAt });
		case 'answered':
			return faultOfStatus(result.status, clean(errorWords(readServiceErrors(result.body))), doing, settings);
	}
}

function faultOfStatus(status: number, words: string, doing: string, settings: SendGridSettings): EngineError {
	const said = words === '' ? `status ${status}` : words;
	if (status === 401) {
		return new EngineError('not-allowed', `SendGrid refused the API key (${said}).`, 'Check API Key and Region of the SendGrid credential: a key holds only in the region it was made in.');
	}
	if (status === 403) {
		const subuser = settings.subuser === null ? '' : `, and that it may act for the subuser ${settings.subuser}`;
		return new EngineError('not-allowed', `SendGrid did not let us ${doing} (${said}).`, `Give the API key that permission in SendGrid under Settings → API Keys${subuser}.`);
	}
	if (status === 404) return new EngineError('not-found', `SendGrid knows nothing of what it takes to ${doing} (${said}).`, 'Check the Region of the SendGrid credential, and whether it was deleted at SendGrid meanwhile.');
	if (status === 413) return new EngineError('invalid-input', `Too large for SendGrid to ${doing} (${said}).`, 'Send less at a time.');
	if (status >= 400 && status < 500) return new EngineError('invalid-input', `SendGrid did not accept what it takes to ${doing}: ${said}.`, 'Correct what it names, then run this step again.');
	return new EngineError('unavailable', `SendGrid is in trouble and could not ${doing} (${said}).`, 'Try again in some minutes; https://status.sendgrid.com says whether it is known.');
}
