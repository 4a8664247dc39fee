import { createHash } from 'node:crypto';

import { EngineError } from '../EngineError';

import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { normaliseAddress } from '../records/emailAddress';
import { change, first, type Steps, type Tx } from '../store/Transaction';
import { mergeFields } from './mergeFields';
import { compileTemplate } from './templates/compileTemplate';

/** A template's words as they were when messages were made from it. */
export interface TemplateVersion {
	readonly subject: string;
	readonly html: string;
	readonly text: string | null;
	readonly from_name: string | null;
	readonly from_email: string | null;
	readonly reply_to: string | null;
	/** 1: no marketing, such as an invoice; nobody unsubscribes from it. */
	readonly transactional: number;
}

/**
 * A template that can be sent: it exists, has a subject and a body, comes from nobody in particular or from an address,
 * parses, and names only fields there are.
 * @throws EngineError naming what is wrong, before anything is created
 */
export function* checkedTemplate(tx: Tx, templateId: number): Steps<TemplateVersion> {
	const template = yield* first(
		tx,
		tx.db
			.selectFrom('template')
			.select(['name', 'subject', 'html', 'text', 'from_name', 'from_email', 'reply_to', 'transactional'])
			.where('id', '=', templateId),
	);
	if (!template) {
		throw new EngineError('not-found', `Template ${templateId} does not exist, or not any more.`, 'Choose another Template. Nothing was created.');
	}
	const { subject, html } = template;
	if (subject === null || html === null) {
		throw new EngineError(
			'invalid-input',
			`The template "${template.name ?? templateId}" has no ${subject === null ? 'subject' : 'HTML'}.`,
			'Complete it with CRM Record → Template → Create or Update. Nothing was created.',
		);
	}
	checkSenders(template.name ?? String(templateId), template);
	const version = { ...template, subject, html };
	const catalogue = yield* loadCatalogue(tx);
	compileTemplate({ subject, html, text: version.text }, mergeFields(catalogue));
	return version;
}

/**
 * Nobody at all is no fault: the delivery may say whom mails come from, and answers then go there.
 * @throws EngineError where mails would come from what is no address, or answers go there
 */
export function checkSenders(name: string, template: { readonly from_email: string | null; readonly reply_to: string | null }): void {
	const addresses = { 'From Email': template.from_email, 'Reply To': template.reply_to };
	for (const [label, address] of Object.entries(addresses)) {
		if (address === null || normaliseAddress(address) !== null) continue;
		throw new EngineError(
			'invalid-input',
			`${label} of the template "${name}" is "${address.slice(0, 100)}", which is no email address.`,
			'Correct it with CRM Record → Template → Create or Update. Nothing was created.',
		);
	}
}

/** Keeps what a template says now; the same words twice are one version. Answers its id. */
export function* keepTemplateVersion(tx: Tx, templateId: number): Steps<number> {
	const version = yield* checkedTemplate(tx, templateId);
	const words = [version.subject, version.html, version.text, version.from_name, version.from_email, version.reply_to, version.transactional];
	const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex');
	yield* change(
		tx,
		tx.db
			.insertInto('template_version')
			.values({
				template_id: templateId,
				hash,
				subject: version.subject,
				html: version.html,
				text: version.text,
				from_name: version.from_name,
				from_email: version.from_email,
				reply_to: version.reply_to,
				transactional: version.transactional,
				created_at: tx.now,
			})
			.onConflict((conflict) => conflict.columns(['template_id', 'hash']).doNothing()),
	);
	const kept = yield* first(
		tx,
		tx.db.selectFrom('template_version').select('id').where('template_id', '=', templateId).where('hash', '=', hash),
	);
	if (!kept) throw new Error('A template version that was just written can\'t be read.');
	return kept.id;
}
