import { readSetting, writeSetting } from '../records/settings';
import { defineTransaction, type Steps, type Tx } from '../store/Transaction';

/** What triggers publish for people: for recipients of mails, and for salespeople. */
export type PublishedPage = 'unsubscribe' | 'tracking' | 'tasks';

/**
 * Notes where a trigger's page is published, as the path of its production address, or that it is not any more. Of several
 * the one published last counts, and when that is taken back the one before. n8n tells an address only when a workflow is published, never again at a restart, and the host's name may change meanwhile.
 */
export const notePage = defineTransaction(__filename, 'write', 'delivery.notePage', function* (tx, input: { readonly page: PublishedPage; readonly path: string; readonly published: boolean }): Steps<void> {
	const others = pathsOf(yield* readSetting(tx, setting(input.page))).filter((path) => path !== input.path);
	yield* writeSetting(tx, setting(input.page), input.published ? [...others, input.path] : others);
});

/** The paths of what is published. */
export const publishedPages = defineTransaction(__filename, 'read', 'delivery.publishedPages', function* (tx, _input: null): Steps<Readonly<Record<PublishedPage, string | null>>> {
	return { unsubscribe: yield* currentPath(tx, 'unsubscribe'), tracking: yield* currentPath(tx, 'tracking'), tasks: yield* currentPath(tx, 'tasks') };
});

function* currentPath(tx: Tx, page: PublishedPage): Steps<string | null> {
	return pathsOf(yield* readSetting(tx, setting(page))).at(-1) ?? null;
}

function setting(page: PublishedPage): string {
	return `page.${page}`;
}

/** In the order of publishing. */
function pathsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((path) => typeof path === 'string') : [];
}
