import { isObject, type Json } from './json';

/** A mail as one recipient would see it. */
export interface KeptMail {
	readonly to: string;
	readonly toName: string | null;
	readonly from: string;
	readonly replyTo: string | null;
	readonly subject: string;
	readonly text: string | null;
	readonly html: string | null;
	readonly headers: Readonly<Record<string, string>>;
	readonly customArgs: Readonly<Record<string, string>>;
	readonly categories: readonly string[];
	/** The X-Message-Id of its call. */
	readonly messageId: string;
	/** Its personalization's number in the call. */
	readonly place: number;
}

/** The mails of a valid body, each recipient's own, with the substitutions made. */
export function mailsOf(body: Json, messageId: string): readonly KeptMail[] {
	const contents = arrayOf(body.content);
	const part = (type: string): string | null => textOf(contents.find((content) => content.type === type)?.value);
	return arrayOf(body.personalizations).flatMap((personalization, place) => {
		const substitutions = textsOf(personalization.substitutions);
		const fill = (text: string | null): string | null => (text === null ? null : substitute(text, substitutions));
		return arrayOf(personalization.to).map((to) => ({
			to: textOf(to.email) ?? '',
			toName: textOf(to.name),
			from: isObject(body.from) ? (textOf(body.from.email) ?? '') : '',
			replyTo: isObject(body.reply_to) ? textOf(body.reply_to.email) : null,
			subject: fill(textOf(body.subject)) ?? '',
			text: fill(part('text/plain')),
			html: fill(part('text/html')),
			headers: textsOf(personalization.headers),
			customArgs: { ...textsOf(body.custom_args), ...textsOf(personalization.custom_args) },
			categories: Array.isArray(body.categories) ? body.categories.filter((name) => typeof name === 'string') : [],
			messageId,
			place,
		}));
	});
}

/** One tag after the other, over the whole text: also where a value brought one in. Whoever relies on better is wrong. */
function substitute(text: string, substitutions: Readonly<Record<string, string>>): string {
	return Object.entries(substitutions).reduce((filled, [tag, value]) => filled.replaceAll(tag, () => value), text);
}

function arrayOf(value: unknown): readonly Json[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
	const texts: Record<string, string> = {};
	for (const [key, text] of Object.entries(isObject(value) ? value : {})) if (typeof text === 'string') texts[key] = text;
	return texts;
}
