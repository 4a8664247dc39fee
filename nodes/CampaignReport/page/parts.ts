import { html, type Html } from '../../shared/page/html';
import type { SectionText } from './texts/ReportTexts';

/** One section of the page, a card of its own. */
export function section(id: string, { title, lead }: SectionText, content: readonly Html[]): Html {
	return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${title}</h2>
<p class="lead">${lead}</p>
${content}
</section>
`;
}

export interface Column {
	readonly label: string;
	readonly kind: 'text' | 'number';
}

/** A row's cells, in the order of the columns; the first one heads it. */
export type Row = readonly Html[];

export interface Table {
	/** What a screen reader calls it. */
	readonly label: string;
	readonly columns: readonly Column[];
	readonly rows: readonly Row[];
}

/** A table that a narrow screen moves sideways by itself, with the keyboard too. */
export function table({ label, columns, rows }: Table): Html {
	const kind = (index: number) => columns[index]?.kind ?? 'text';
	return html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${column.kind}">${column.label}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell, index) => (index === 0 ? html`<th scope="row" class="${kind(index)}">${cell}</th>` : html`<td class="${kind(index)}">${cell}</td>`))}</tr>
`)}</tbody>
</table></div>
`;
}

/** The numbers of a chart, folded away below it. */
export function numbersOf(summary: string, content: Html): Html {
	return html`<details><summary>${summary}</summary>${content}</details>
`;
}

export function note(text: string): Html {
	return html`<p class="note">${text}</p>
`;
}

/** A thin bar, full at 1; the number beside it says the same. */
export function meter(part: number): Html {
	return html`<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="100" height="4" data-fill="track"></rect><rect width="${Math.round(part * 1_000) / 10}" height="4" data-fill="one"></rect></svg>`;
}
