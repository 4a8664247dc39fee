import { readSetting, writeSetting } from '../records/settings';
import { defineTransaction, type Steps } from '../store/Transaction';

/** What triggers publish for recipients. */
export type PublishedPage = 'unsubscribe' | 'tracking';

/**
 * Notes where a trigger's page is published, as the path of its production address; null: not any more. n8n tells its
 * address only when a workflow is published, never again at a restart, and the host's name may change meanwhile.
 */
export const notePage = defineTransaction(__filename, 'write', 'delivery.notePage', function* (tx, input: { readonly page: PublishedPage; readonly path: string | null }): Steps<void> {
	yield* writeSetting(tx, setting(input.page), input.path);
});

/** The paths of what is published. */
export const publishedPages = defineTransaction(__filename, 'read', 'delivery.publishedPages', function* (tx, _input: null): Steps<Readonly<Record<PublishedPage, string | null>>> {
	return { unsubscribe: textOf(yield* readSetting(tx, setting('unsubscribe'))), tracking: textOf(yield* readSetting(tx, setting('tracking'))) };
});

function setting(page: PublishedPage): string {
	return `page.${page}`;
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
