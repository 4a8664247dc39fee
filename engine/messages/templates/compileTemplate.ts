import { randomUUID } from 'node:crypto';
import { type Template, TypeGuards } from 'liquidjs';
import type { MergeFields } from '../mergeFields';
import type { EmailTemplate, RenderedEmail, TemplateContext, TemplatePart } from './EmailTemplate';
import { htmlToPlainText, tidyPlainText } from './htmlToPlainText';
import { htmlEngine, type TemplateEngine, textEngine } from './liquidEngines';
import { parseFault, renderFault } from './liquidFault';
import { plainTextTemplate } from './plainTextTemplate';
import { withQuickOutputs } from './quickOutputs';
import { fieldsOf, mergeUsed } from './templateFields';

/** A template ready to be filled in, many thousand times a second. */
export interface CompiledTemplate {
	/** The merge fields it uses: only these have to be read. */
	readonly fieldsUsed: MergeFields;
	/** Whether its HTML offers the link that unsubscribes. */
	readonly hasUnsubscribeLink: boolean;
	/**
	 * Fills it in. Empty fields write nothing; in the HTML every value is escaped; the subject is one line.
	 * @throws EngineError 'invalid-input' when it does too much work for one mail
	 */
	render(context: TemplateContext): RenderedEmail;
	/** The same, with HTML and plain text taken apart as well. @throws EngineError as `render` */
	renderApart(context: TemplateContext): RenderedEmail & ApartEmail;
}

/** Rendered text as what all recipients share, and what stands in its gaps for one of them. */
export interface Apart {
	/** One more than there are gaps: what stands before, between and behind them. */
	readonly fixed: readonly string[];
	readonly gaps: readonly string[];
}

export interface ApartEmail {
	readonly htmlApart: Apart;
	/** Null where this recipient's plain text is not the shared text with gaps: made of the HTML as it was filled in, or tidied. */
	readonly textApart: Apart | null;
}

interface Part {
	readonly part: TemplatePart;
	readonly engine: TemplateEngine;
	readonly templates: Template[];
	/** The same, for rendering. */
	readonly quick: Template[];
}

/**
 * Parses a template and checks that every merge field it names exists.
 * @throws EngineError 'invalid-input' naming the part, the line and what is wrong there
 */
export function compileTemplate(template: EmailTemplate, knownFields: MergeFields): CompiledTemplate {
	const subject = parsePart('subject', template.subject, textEngine);
	const html = parsePart('html', template.html, htmlEngine);
	const text = template.text === null ? null : parsePart('text', template.text, textEngine);
	const used = [subject, html, ...(text === null ? [] : [text])].map(({ part, templates }) => fieldsOf(part, templates, knownFields));
	const apart = takenApart(html);
	const textPart = text ?? textOfHtml(template.html);
	const textApart = textPart === null ? null : takenApart(textPart);
	const finished = (plain: string) => (text === null ? tidyPlainText(plain) : plain);
	return {
		fieldsUsed: mergeUsed(used),
		hasUnsubscribeLink: used[1]?.unsubscribeUrl ?? false,
		renderApart: (context) => {
			const htmlApart = renderTaken(apart, context);
			const rendered = joined(htmlApart);
			const shared = textApart === null ? null : renderTaken(textApart, context);
			const plain = shared === null ? htmlToPlainText(rendered) : joined(shared);
			const whole = finished(plain);
			return { subject: oneLine(renderPart(subject, context)), html: rendered, text: whole, htmlApart, textApart: whole === plain ? shared : null };
		},
		render: (context) => {
			const rendered = renderPart(html, context);
			const plain = textPart === null ? htmlToPlainText(rendered) : renderPart(textPart, context);
			return { subject: oneLine(renderPart(subject, context)), html: rendered, text: finished(plain) };
		},
	};
}

/** What makes the plain text of a template without one; null: it has to be made of the HTML as it was filled in. */
function textOfHtml(html: string): Part | null {
	const template = plainTextTemplate(html, textEngine.liquid);
	return template === null ? null : parsePart('text', template, textEngine);
}

interface Taken {
	readonly fixed: readonly string[];
	/** Writes the values of the gaps, and nothing else. */
	readonly gaps: Part;
}

/** Ends a gap's value while they are rendered together; nobody's data holds it. */
const GAP_END = `\u0003${randomUUID()}\u0003`;

/**
 * A part whose fixed text writes nothing: what is left are the values between. Rendered in one go, so that what one
 * tag assigns the next one knows: whatever a template's logic, its mails share what stands outside of all tags.
 */
function takenApart(part: Part): Taken {
	const fixed = [''];
	const quick: Template[] = [];
	part.quick.forEach((template) => {
		if (TypeGuards.isHTMLToken(template.token)) {
			fixed[fixed.length - 1] += template.token.getContent();
			return;
		}
		quick.push(template, { token: template.token, render: () => GAP_END });
		fixed.push('');
	});
	return { fixed, gaps: { ...part, quick } };
}

function renderTaken({ fixed, gaps }: Taken, context: TemplateContext): Apart {
	return { fixed, gaps: renderPart(gaps, context).split(GAP_END).slice(0, -1) };
}

function joined({ fixed, gaps }: Apart): string {
	return fixed.map((text, index) => text + (gaps[index] ?? '')).join('');
}

function parsePart(part: TemplatePart, source: string, engine: TemplateEngine): Part {
	try {
		const templates = engine.liquid.parse(source);
		return { part, engine, templates, quick: withQuickOutputs(templates, engine.write) };
	} catch (error) {
		throw parseFault(part, error, engine.liquid);
	}
}

function renderPart({ part, engine, quick }: Part, context: TemplateContext): string {
	try {
		// A copy: increment and decrement write to what they are given.
		return String(engine.liquid.renderSync(quick, { ...context }));
	} catch (error) {
		throw renderFault(part, error);
	}
}

/** A header is one line, and line breaks in a value would begin another. */
function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
