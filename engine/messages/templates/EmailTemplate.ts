import type { MergeGroup } from '../mergeFields';

/** A template as its author wrote it, in Liquid. */
export interface EmailTemplate {
	readonly subject: string;
	readonly html: string;
	/** Null: made from the HTML. */
	readonly text: string | null;
}

/** The parts of a template, as messages to its author call them. */
export type TemplatePart = keyof EmailTemplate;

/** The values a template is filled with, by group and field; a field `custom.size` is `custom: { size }`. */
export type TemplateContext = Readonly<Partial<Record<MergeGroup, Readonly<Record<string, unknown>>>>> & {
	readonly unsubscribe_url?: string | null;
};

/** A mail's words, filled in. */
export interface RenderedEmail {
	readonly subject: string;
	readonly html: string;
	readonly text: string;
}

/** How a message to the author names a part. */
export function partName(part: TemplatePart): string {
	switch (part) {
		case 'subject':
			return 'the subject';
		case 'html':
			return 'the HTML';
		case 'text':
			return 'the plain text';
	}
}
