import type { IWebhookFunctions } from 'n8n-workflow';

import type { TaskAnswer } from '../../engine/tasks/actOnTask';
import { pageNonce } from '../shared/page/pageHeaders';
import { pageLanguage } from '../shared/page/language';
import { pageLocale } from '../shared/page/locale';
import type { Answer, Reader, Trouble } from './page/Answer';
import { scriptAnswer, scriptTrouble } from './page/scriptAnswer';
import { tasksPageAnswer, troublePage, type ShownPage } from './page/tasksPageAnswer';
import type { AnswerTo } from './taskRequest';

/** Tells whoever asked what came of it: a browser by a page, the page's script by the one task. */
export interface Sender {
	page(shown: ShownPage): void;
	task(answered: TaskAnswer): void;
	trouble(trouble: Trouble): void;
}

export function sender(context: IWebhookFunctions, to: AnswerTo): Sender {
	const reader = (): Reader => {
		const acceptLanguage = context.getRequestObject().headers['accept-language'];
		const language = pageLanguage(acceptLanguage);
		return { language, locale: pageLocale(acceptLanguage, language), timeZone: context.getTimezone(), now: Date.now() };
	};
	const send = ({ status, headers, body }: Answer) => void context.getResponseObject().status(status).set(headers).send(body);
	return {
		page: (shown) => send(tasksPageAnswer(shown, reader(), pageNonce())),
		task: (answered) => send(scriptAnswer(answered, reader())),
		trouble: (trouble) => send(to === 'script' ? scriptTrouble(trouble, reader()) : troublePage(trouble, reader(), pageNonce())),
	};
}
