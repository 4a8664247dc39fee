type Child = Node | string | null | false;

export interface Props {
	readonly class?: string;
	/** Attributes; false and null leave one out, true sets it empty. */
	readonly at?: Readonly<Record<string, string | number | boolean | null>>;
	readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** An element with what belongs into it; texts go in as text, whatever they hold. */
export function el<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, props: Props = {}, ...children: readonly Child[]): HTMLElementTagNameMap[Tag] {
	const element = document.createElement(tag);
	if (props.class !== undefined) element.className = props.class;
	for (const [name, value] of Object.entries(props.at ?? {})) if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : String(value));
	for (const [name, listener] of Object.entries(props.on ?? {})) element.addEventListener(name, listener);
	for (const child of children) if (child !== null && child !== false) element.append(child);
	return element;
}

export function button(label: string | Node, press: () => void, props: Props = {}): HTMLButtonElement {
	return el('button', { ...props, at: { type: 'button', ...props.at }, on: { ...props.on, click: press } }, label);
}

const PICTURES = {
	filter: 'M2 3h12l-4.7 5.5V13l-2.6 1V8.5z',
	up: 'M8 13V3M4 7l4-4 4 4',
	remove: 'M4 4l8 8M12 4l-8 8',
	add: 'M8 3v10M3 8h10',
	first: 'M4 3v10M12 3L7 8l5 5',
	previous: 'M10 3L5 8l5 5',
	next: 'M6 3l5 5-5 5',
	last: 'M12 3v10M4 3l5 5-5 5',
} as const;

const SVG = 'http://www.w3.org/2000/svg';

/** A picture beside or instead of words; whoever can't see it hears the words alone. */
export function picture(name: keyof typeof PICTURES): SVGElement {
	const svg = document.createElementNS(SVG, 'svg');
	for (const [attribute, value] of Object.entries({ viewBox: '0 0 16 16', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(attribute, value);
	const path = document.createElementNS(SVG, 'path');
	path.setAttribute('d', PICTURES[name]);
	svg.append(path);
	return svg;
}

/** A button with a picture in place of words. */
export function iconButton(name: keyof typeof PICTURES, label: string, press: () => void, props: Props = {}): HTMLButtonElement {
	return button(picture(name), press, { ...props, class: `icon ${props.class ?? ''}`, at: { 'aria-label': label, title: label, ...props.at } });
}
