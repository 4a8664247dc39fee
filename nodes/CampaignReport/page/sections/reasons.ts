import type { ReasonFigures, ReportedReasonClass } from '../../../../engine/reports/reasons';
import { html, type Html } from '../../../shared/page/html';
import { name, number, type Page } from '../Page';
import { note, section, table } from '../parts';

const CLASSES: readonly ReportedReasonClass[] = ['address', 'policy', 'server', 'uncertain'];
const UNSENT = ['notSent', 'failed', 'uncertain', 'waiting'] as const;

/** Why messages did not leave, by what there is to do about it. */
export function reasonsSection(page: Page): Html {
	const { texts, report } = page;
	const numbers = html`<dl class="inline">${UNSENT.map((one) => html`<div><dt>${texts.unsent[one]}</dt><dd>${number(page, report.figures[one])}</dd></div>
`)}</dl>
`;
	if (report.reasons.length === 0) return section('reasons', texts.sections.reasons, [...(report.figures.waiting > 0 ? [numbers] : [note(texts.none.reasons)])]);
	return section('reasons', texts.sections.reasons, [
		numbers,
		...CLASSES.flatMap((reasonClass) => {
			const reasons = report.reasons.filter((one) => one.reasonClass === reasonClass);
			return reasons.length === 0 ? [] : [classTable(page, reasonClass, reasons)];
		}),
	]);
}

function classTable(page: Page, reasonClass: ReportedReasonClass, reasons: readonly ReasonFigures[]): Html {
	const { texts } = page;
	const { title, lead } = texts.reasonClasses[reasonClass];
	return html`<h3>${title}</h3>
<p class="lead">${lead}</p>
${table({
	label: `${texts.sections.reasons.title}: ${title}`,
	columns: [{ label: texts.columns.reason, kind: 'text' }, { label: texts.steps.messages, kind: 'number' }],
	rows: reasons.map((one) => [reasonName(page, one), number(page, one.messages)]),
})}`;
}

function reasonName({ texts }: Page, { reason, rest }: ReasonFigures): Html {
	if (rest) return html`${texts.otherReasons}`;
	if (reason === null) return html`${texts.noReason}`;
	return name(Object.hasOwn(texts.reasons, reason) ? (texts.reasons[reason] ?? reason) : reason);
}
