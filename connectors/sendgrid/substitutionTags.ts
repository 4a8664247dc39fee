import type { OutgoingMail, Piece, SharedBody } from '../../engine/delivery/MailChannel';

/** Names the gaps of one call's text. */
export interface SubstitutionTags {
	tagOf(gap: number): string;
}

/**
 * Names that occur nowhere in these mails: SendGrid replaces a tag wherever it stands, in a recipient's own words too.
 * Only letters, digits and a dash, so that a tag in a link or attribute stays as it is until it is replaced. The dash
 * stands at its beginning and nowhere else: so no tag is a part of another one, nor can one arise where a tag meets
 * the text beside it.
 */
export function chooseTags(mails: readonly OutgoingMail[]): SubstitutionTags {
	for (let n = 0; ; n++) {
		const beginning = `-crm${n}g`;
		if (mails.some((mail) => occursIn(mail, beginning))) continue;
		return { tagOf: (gap) => `${beginning}${gap}z` };
	}
}

/** A text with tags in its gaps. */
export function taggedText(pieces: readonly Piece[], tags: SubstitutionTags): string {
	return pieces.map((piece) => (typeof piece === 'string' ? piece : tags.tagOf(piece))).join('');
}

/** The gaps that occur in a body, each once, ascending. */
export function gapsOf(body: SharedBody): readonly number[] {
	const gaps = new Set<number>();
	for (const piece of [...body.subject, ...body.html, ...body.text]) if (typeof piece === 'number') gaps.add(piece);
	return [...gaps].sort((a, b) => a - b);
}

/** Whether the mail told as a body and its values is the mail: each gap has its value, and all three texts are the same. */
export function isWhole(mail: OutgoingMail): boolean {
	const { filled } = mail;
	if (filled === null) return false;
	const { body, values } = filled;
	return fill(body.subject, values) === mail.subject && fill(body.html, values) === mail.html && fill(body.text, values) === mail.text;
}

/** The whole mail is looked through: a tag could begin in a piece and end in a value. The values also on their own, for one that stands in no text. */
function occursIn(mail: OutgoingMail, beginning: string): boolean {
	const texts = [mail.subject, mail.html, mail.text, mail.to.name ?? '', ...Object.values(mail.headers), ...(mail.filled?.values ?? [])];
	return texts.some((text) => text.includes(beginning));
}

/** Null where a gap has no value. */
function fill(pieces: readonly Piece[], values: readonly string[]): string | null {
	let text = '';
	for (const piece of pieces) {
		const part = typeof piece === 'string' ? piece : values[piece];
		if (part === undefined) return null;
		text += part;
	}
	return text;
}
