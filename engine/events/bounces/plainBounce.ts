import { normaliseAddress } from '../../records/emailAddress';
import { field } from './headerFields';
import type { MailParts } from './MailParts';

/** One recipient of a bounce that is written for people only. */
export interface PlainFailure {
	/** Null where the text doesn't say in a way that can be relied on. */
	readonly address: string | null;
	readonly words: string;
	/** Not given up yet. */
	readonly delayed: boolean;
}

const DAEMON = /(?:mailer-daemon|postmaster|mail-daemon|mdaemon|maildelivery|mail delivery (?:system|subsystem))/i;

const FAILED = /undeliver|(?:delivery|mail|message|returned|notification).{0,30}(?:fail|returned|error|problem|unsuccessful|status)|failure (?:notice|report)|returned (?:mail|to sender)|non remis|no se (?:ha podido|pudo) entregar|mancata consegna|non recapitat/i;

const DELAYED = /delay|warning: (?:could not send|message)|still (?:being retried|trying)|will (?:keep trying|be retried)|retraso|ritard/i;

/** What mail servers write between their own words and the mail that comes back. */
const COPY_FOLLOWS = /^[ \t]*-{2,}[ \t]*(?:Below this line is a copy of the message|This is a copy of (?:the|your) message|The (?:body|header) of the message|Original message|Message header follows|Below the copy|Returned message|Mensaje original|Messaggio originale).*$/im;

/**
 * Reads a bounce that holds no report for machines (qmail, old Exim and Exchange, or n8n's *Simple* format). Careful: it
 * must come from a mail system and say that something failed, so a person's answer or an absence note is none.
 */
export function plainFailures(parts: MailParts): readonly PlainFailure[] {
	const failedRecipients = field(parts.headers, 'x-failed-recipients');
	const subject = field(parts.headers, 'subject');
	const isDaemon = DAEMON.test(field(parts.headers, 'from')) || field(parts.headers, 'return-path') === '<>';
	const delayed = DELAYED.test(subject);
	if (failedRecipients === '' && !(isDaemon && (FAILED.test(subject) || delayed))) return [];
	const words = ownWords(parts.text);
	const found = failedRecipients === '' ? recipientLines(words) : failedRecipients.split(',').map((address) => ({ address: normaliseAddress(address), words: near(words, address.trim()) }));
	return (found.length > 0 ? found : [{ address: null, words }]).map((failure) => ({ ...failure, words: failure.words.slice(0, 2_000), delayed }));
}

/** The mail that came back, where it is quoted in the text. */
export function quotedMail(text: string): string | null {
	const found = COPY_FOLLOWS.exec(text);
	return found === null ? null : text.slice(found.index + found[0].length).trimStart();
}

/** Up to the copy of the mail: what that says is no server's verdict. */
function ownWords(text: string): string {
	const found = COPY_FOLLOWS.exec(text);
	return found === null ? text : text.slice(0, found.index);
}

/** `<somebody@example.com>: why` at the beginning of a line, as qmail and Postfix write, up to the next one. */
function recipientLines(words: string): { readonly address: string | null; readonly words: string }[] {
	const starts = [...words.matchAll(/^[ \t]*<([^<>\s]+@[^<>\s]+)>(?: \(.*\))?:/gm)];
	return starts.flatMap((start, index) => {
		const address = normaliseAddress(start[1] ?? '');
		const begin = start.index + start[0].length;
		return address === null ? [] : [{ address, words: (words.slice(begin, starts[index + 1]?.index).split(/\n[ \t]*\n/, 1)[0] ?? '').trim() }];
	});
}

/** The paragraph around an address, or all of it. */
function near(words: string, address: string): string {
	const at = words.toLowerCase().indexOf(address.toLowerCase());
	return at === -1 ? words : (words.slice(at + address.length).split(/\n[ \t]*\n/, 1)[0] ?? words);
}
