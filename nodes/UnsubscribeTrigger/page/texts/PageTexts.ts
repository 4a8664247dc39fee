import type { Html } from '../../../shared/page/html';

/** A state's heading and what follows, as paragraphs. */
export interface StateText {
	readonly title: string;
	readonly paragraphs: readonly Html[];
}

/** Whose mails they are, or how to speak of somebody unnamed. */
export interface SenderName {
	readonly within: Html;
	/** At a sentence's end, with its full stop: a name such as "Olivares, S.L." brings its own. */
	readonly last: Html;
}

/**
 * Everything the unsubscribe page says, in one language. `address` is the recipient's, masked; null where it isn't
 * known.
 */
export interface PageTexts {
	/** Stands for a sender whose name isn't known, within a sentence. */
	readonly unnamedSender: string;
	ask(sender: SenderName, address: Html | null): StateText;
	readonly question: string;
	readonly all: { label(sender: SenderName): Html; readonly hint: string };
	readonly campaign: { readonly label: string; readonly hint: string };
	readonly button: string;
	doneAll(sender: SenderName, address: Html | null): StateText;
	doneCampaign(sender: SenderName, address: Html | null): StateText;
	alreadyAll(sender: SenderName, address: Html | null): StateText;
	alreadyCampaign(sender: SenderName, address: Html | null): StateText;
	/** Under a no for one kind of mailing: the way to all. */
	readonly allToo: string;
	readonly badLink: StateText;
	readonly busy: StateText;
	readonly error: StateText;
}
