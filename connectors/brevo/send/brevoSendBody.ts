/** A mailbox in Brevo's words. The name is left out where there is none: an empty one is refused. */
export interface BrevoMailbox {
	email: string;
	name?: string;
}

/** One recipient's own mail within a call. */
export interface BrevoVersion {
	to: BrevoMailbox[];
	subject: string;
	htmlContent: string;
	textContent?: string;
	replyTo?: BrevoMailbox;
}

/**
 * Body of POST /smtp/email with versions. There is no outer `to`: by the specification it is ignored, by the guide the
 * request fails. Sender and headers hold for all versions; a version has neither.
 */
export interface BrevoSendBody {
	sender: BrevoMailbox;
	subject: string;
	htmlContent: string;
	headers: Record<string, string>;
	messageVersions: BrevoVersion[];
}
