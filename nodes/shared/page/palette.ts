import { html } from './html';

/** Colours as #rrggbb; each text on what it stands on has a contrast of 4.5 at least (WCAG AA), held by a test. */
export interface Palette {
	readonly page: string;
	readonly card: string;
	readonly line: string;
	readonly text: string;
	readonly quiet: string;
	readonly accent: string;
	readonly onAccent: string;
	readonly accentHover: string;
	/** Behind the chosen answer. */
	readonly chosen: string;
}

export const LIGHT: Palette = {
	page: '#f2f4f7', card: '#ffffff', line: '#c3c9d2', text: '#1b2230', quiet: '#525c6c', accent: '#1d4fd8', onAccent: '#ffffff', accentHover: '#163fb0', chosen: '#eef3ff',
};

export const DARK: Palette = {
	page: '#0e1217', card: '#181e26', line: '#465161', text: '#eef1f5', quiet: '#adb7c4', accent: '#8fb4ff', onAccent: '#0b1424', accentHover: '#b3ccff', chosen: '#1d2a40',
};

function variables(palette: Palette): string {
	return Object.entries(palette).map(([name, colour]) => `--${name}:${colour}`).join(';');
}

/** The colours as variables of a style sheet, `var(--card)`: light or dark as the reader's system is. */
export const COLOURS = html`:root{color-scheme:light dark;${variables(LIGHT)}}
@media(prefers-color-scheme:dark){:root{${variables(DARK)}}}`;
