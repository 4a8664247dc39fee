import PostalMime from 'postal-mime';

/** A program with a person in front of it. */
const BROWSER = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0', Accept: '*/*' };

/** A mail as its recipient has it, with what they can do to it over the web. */
export class DeliveredMail {
	private constructor(
		/** Lower case. */
		readonly to: string,
		/** The picture that counts. */
		private readonly picture: string | null,
		/** What the mail's links lead to. */
		private readonly links: readonly string[],
		private readonly unsubscribeUrl: string | null,
		/** Where it comes back to; empty where the envelope's sender isn't known. */
		readonly returnPath: string,
		readonly messageId: string,
	) {}

	/** @param source the mail as it came over the wire */
	static async read(source: Buffer | string): Promise<DeliveredMail> {
		const { to, html = '', headers, messageId = '' } = await PostalMime.parse(source);
		const attributes = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, value = '']) => value.replaceAll('&amp;', '&'));
		const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? '';
		return new DeliveredMail(
			(to?.[0]?.address ?? '').toLowerCase(),
			attributes(/<img src="([^"]+)" width="1"/g)[0] ?? null,
			attributes(/<a [^>]*href="([^"]+)"/g),
			/<(https?:[^>]+)>/.exec(header('list-unsubscribe'))?.[1] ?? null,
			/<([^>]+)>/.exec(header('return-path'))?.[1] ?? '',
			messageId,
		);
	}

	/** Shows the mail: its picture is fetched. Answers the HTTP status. */
	async open(headers: Readonly<Record<string, string>> = BROWSER): Promise<number> {
		const { status } = await visit(this.picture, 'picture that counts', { headers });
		return status;
	}

	/** Follows its first link; answers where it leads. */
	async click(headers: Readonly<Record<string, string>> = BROWSER): Promise<string | null> {
		const answer = await visit(this.links[0] ?? null, 'link', { headers, redirect: 'manual' });
		return answer.headers.get('location');
	}

	/** Looks at the page that its header names; answers the page. */
	async lookAtUnsubscribePage(): Promise<string> {
		const { body } = await visit(this.unsubscribeUrl, 'List-Unsubscribe header', { headers: BROWSER });
		return body;
	}

	/** Presses the mail program's own unsubscribe button (RFC 8058), or the page's. Answers the HTTP status. */
	async unsubscribe(form: Readonly<Record<string, string>> = { 'List-Unsubscribe': 'One-Click' }): Promise<number> {
		const { status } = await visit(this.unsubscribeUrl, 'List-Unsubscribe header', { method: 'POST', body: new URLSearchParams(form) });
		return status;
	}
}

async function visit(url: string | null, what: string, init: RequestInit): Promise<{ readonly status: number; readonly headers: Headers; readonly body: string }> {
	if (url === null) throw new Error(`A delivered mail has no ${what}.`);
	const answer = await fetch(url, init);
	return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
