import type { TaskAnswer } from '../../../engine/tasks/actOnTask';
import { answeredCard, saidOf } from './answeredHtml';
import { retryHeaders, textsOf, TROUBLE_STATUS, type Answer, type Reader, type Trouble } from './Answer';

/** For the page's script: it lies in a sandbox, so its own address is another origin to it. The link is what lets in. */
const HEADERS = {
	'Content-Type': 'application/json; charset=utf-8',
	'Access-Control-Allow-Origin': 'null',
	'Cache-Control': 'no-store',
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
} as const;

/** The one task that was tapped: its card, and what to read out. */
export function scriptAnswer(answered: TaskAnswer, reader: Reader): Answer {
	return { status: 200, headers: HEADERS, body: JSON.stringify({ card: answeredCard(answered, reader, 'list').text, said: saidOf(answered, reader) }) };
}

export function scriptTrouble(trouble: Trouble, reader: Reader): Answer {
	const { title, paragraphs } = textsOf(reader).trouble[trouble];
	return { status: TROUBLE_STATUS[trouble], headers: { ...HEADERS, ...retryHeaders(trouble) }, body: JSON.stringify({ problem: [`${title}.`, ...paragraphs].join(' ') }) };
}
