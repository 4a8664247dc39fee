import { html } from '../../../shared/page/html';
import type { PageTexts } from './PageTexts';

export const ENGLISH: PageTexts = {
	unnamedSender: 'this sender',
	ask: (sender, address) => ({
		title: 'Unsubscribe',
		paragraphs: [address === null ? html`You are about to stop email from ${sender.last}` : html`You are about to stop email from ${sender.within} to ${address}.`],
	}),
	question: 'What would you like to stop receiving?',
	all: { label: (sender) => html`All email from ${sender.within}`, hint: 'Nothing more, of any kind.' },
	campaign: { label: 'Only this kind of mailing', hint: 'You may still get other email.' },
	button: 'Unsubscribe',
	doneAll: (sender, address) => ({
		title: 'You are unsubscribed',
		paragraphs: [
			address === null ? html`You will get no more email from ${sender.last}` : html`${address} will get no more email from ${sender.last}`,
			html`A message that is already on its way may still arrive. You can close this page.`,
		],
	}),
	doneCampaign: (sender, address) => ({
		title: 'You are unsubscribed from this mailing',
		paragraphs: [
			address === null ? html`You will get no more messages of this kind from ${sender.last}` : html`${address} will get no more messages of this kind from ${sender.last}`,
			html`A message that is already on its way may still arrive. Other email may still come.`,
		],
	}),
	alreadyAll: (sender, address) => ({
		title: 'You are already unsubscribed',
		paragraphs: [
			address === null ? html`You get no more email from ${sender.last} There is nothing left to do.` : html`${address} gets no more email from ${sender.last} There is nothing left to do.`,
		],
	}),
	alreadyCampaign: (sender, address) => ({
		title: 'You are already unsubscribed from this mailing',
		paragraphs: [
			address === null ? html`You get no more messages of this kind from ${sender.last}` : html`${address} gets no more messages of this kind from ${sender.last}`,
			html`Other email may still come.`,
		],
	}),
	allToo: 'Unsubscribe from all email',
	badLink: {
		title: 'This link does not work',
		paragraphs: [html`It is incomplete, or too old. Nothing was changed.`, html`Please use the unsubscribe link of a newer message, or reply to the message and ask to be unsubscribed.`],
	},
	busy: {
		title: 'Please try again in a minute',
		paragraphs: [html`Too many requests are coming in just now. Nothing was changed yet.`, html`Reload this page in a minute, or open the link in your message again.`],
	},
	error: {
		title: 'That did not work',
		paragraphs: [
			html`Something is wrong on our side, and your choice was not saved.`,
			html`Please open the link in your message again in some minutes. If it still does not work, reply to the message and ask to be unsubscribed.`,
		],
	},
};
