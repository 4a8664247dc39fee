import type { SigningKey } from '../../records/signingKey';
import { attributeText, attributeValue } from './attributeText';
import { scanHtml } from './scanHtml';
import { isWebAddress, trackingUrl } from './trackingUrl';

export interface TrackingOptions {
	readonly messageRef: string;
	readonly key: SigningKey;
	/** The public address that opens and clicks arrive at. */
	readonly base: string;
	/** Whether a picture nobody sees tells that the mail was shown. */
	readonly opens: boolean;
	/** Whether links lead by way of `base`. */
	readonly clicks: boolean;
	/** Links that stay as they are, also with something behind them: the one that unsubscribes. */
	readonly untouched: readonly string[];
}

/** What the picture's address answers: 1 × 1, transparent. */
export const TRACKING_PICTURE = { contentType: 'image/gif', content: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64') };

/**
 * A mail's HTML with a picture that counts opens and with links that count clicks. All else stays byte by byte: other
 * kinds of links, links in comments, and those of which it can't be told for certain where they lead.
 */
export function trackedHtml(html: string, options: TrackingOptions): string {
	const { messageRef, key, base } = options;
	const { links, end } = scanHtml(html);
	const parts: string[] = [];
	let done = 0;
	const put = (upTo: number, text: string) => {
		parts.push(html.slice(done, upTo), text);
		done = upTo;
	};
	const picture = options.opens
		? `<img src="${attributeValue(trackingUrl(base, { kind: 'open', messageRef }, key))}" width="1" height="1" alt="" style="border:0;width:1px;height:1px">`
		: '';
	let pictured = picture === '';
	for (const link of options.clicks ? links : []) {
		// What comes after </body> is still shown by mail programs.
		if (!pictured && link.start > end) {
			put(end, picture);
			pictured = true;
		}
		// A browser takes outer blanks off an address too.
		const url = attributeText(link.value)?.trim();
		if (url === undefined || !isWebAddress(url) || options.untouched.some((start) => start !== '' && url.startsWith(start))) continue;
		put(link.start, `"${attributeValue(trackingUrl(base, { kind: 'click', messageRef, url }, key))}"`);
		done = link.end;
	}
	if (!pictured) put(end, picture);
	parts.push(html.slice(done));
	return parts.join('');
}
