import type { Review, ReviewDecision } from '../../../engine/review/Review';
import { NO_PARAMETERS } from '../../../engine/selections/GeneralParameters';
import { reviewPage, type PageState } from '../../../nodes/CrmReview/page/reviewPage';
import { REVIEW_DARK, REVIEW_LIGHT } from '../../../nodes/CrmReview/page/style';
import { DARK, LIGHT } from '../../../nodes/shared/page/palette';
import { contrast } from '../../support/contrast';
import { SCRIPT_PAYLOADS } from '../shared/scriptPayloads';

const NOW = Date.UTC(2026, 10, 27, 12);
const DAY = 86_400_000;

/** Every text in it that somebody wrote is this one. */
function review(words: string, state: Review['state'] = { kind: 'waiting' }): Review {
	return {
		id: 1, step: 'n8n/1/node', state, selected: 3, openedAt: NOW, waitsUntil: NOW + DAY, campaign: words, handedOnAt: null,
		page: { title: words, instructions: words, columns: null, size: 50 },
		selection: { id: 1, state: 'in_review', requireConfirmation: true, count: 3, byKind: { contact: 3 }, counts: null, parameters: NO_PARAMETERS, createdAt: NOW, expiresAt: NOW + 7 * DAY },
	};
}

/** Each state in which the page repeats what somebody wrote. */
function states(words: string): PageState[] {
	const decision: ReviewDecision = { outcome: 'confirmed', by: words, note: words, at: NOW };
	return [
		{ kind: 'review', review: review(words) },
		{ kind: 'decided', review: review(words, { kind: 'decided', decision }), decision, goOn: true },
		{ kind: 'decided', review: review(words), decision: { ...decision, outcome: 'rejected' }, goOn: false },
		{ kind: 'carrying out', review: review(words), decision },
	];
}

const rendered = (state: PageState): string => reviewPage(state, { acceptLanguage: 'en', nonce: 'bm9uY2U=', timeZone: 'UTC' }).body.replace(/(<(style|script)[^>]*>)[\s\S]*?(?=<\/\2>)/g, '$1');
/** The page's tags, without what attributes say. */
const skeleton = (page: string): string[] => (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));
const unescaped = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, sign: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'', '#96': '`' })[sign] ?? '');

describe('VM-06 what people wrote is text on the review\'s page', () => {
	test('VM-06 50 script payloads as title, instructions, campaign, name and note: not one tag more than with a harmless word, and read as they are', () => {
		expect(new Set(SCRIPT_PAYLOADS).size).toBeGreaterThanOrEqual(50);
		const plain = states('x').map((state) => skeleton(rendered(state)));
		for (const payload of SCRIPT_PAYLOADS) {
			const pages = states(payload).map(rendered);
			expect(pages.map(skeleton)).toEqual(plain);
			for (const page of pages) expect(unescaped(page)).toContain(`<bdi>${payload}</bdi>`);
		}
	});
});

describe('X-09 the colours of the review\'s page', () => {
	test.each([['light', LIGHT, REVIEW_LIGHT], ['dark', DARK, REVIEW_DARK]] as const)('X-09 in %s colours everything can be read, and every control be seen (WCAG AA)', (_name, { page, card, chosen, text, quiet, accent, accentHover, onAccent }, { good, bad, faint, edge }) => {
		const texts = [
			[text, page], [text, card], [text, faint], [text, chosen], [quiet, page], [quiet, card], [quiet, faint], [accent, page], [accent, card], [accent, chosen],
			[onAccent, accent], [onAccent, accentHover], [good, page], [good, card], [good, faint], [bad, card], [bad, faint],
		] as const;
		expect(texts.filter(([one, ground]) => contrast(one, ground) < 4.5)).toEqual([]);
		const edges = [[edge, page], [edge, card], [edge, faint], [accent, page], [accent, card], [accent, chosen], [bad, card]] as const;
		expect(edges.filter(([one, ground]) => contrast(one, ground) < 3)).toEqual([]);
	});
});
