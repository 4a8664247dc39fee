import { html } from '../../shared/page/html';
import { COLOURS, LIGHT } from '../../shared/page/palette';

/** Colours of charts as #rrggbb, by role; each stands out from the card with a contrast of 3 at least (WCAG, graphics). */
export interface ChartPalette {
	readonly one: string;
	readonly two: string;
	readonly three: string;
	readonly four: string;
}

export const CHART_LIGHT: ChartPalette = { one: '#2458d6', two: '#0c7c74', three: '#b4530c', four: '#8791a1' };
export const CHART_DARK: ChartPalette = { one: '#7fa8ff', two: '#3fc7b8', three: '#f0a04b', four: '#7a8799' };

function variables(palette: object): string {
	return Object.entries(palette).map(([name, colour]) => `--${name}:${colour}`).join(';');
}

const PAINTED = ['text', 'quiet', 'line', 'one', 'two', 'three', 'four'].map((paint) => html`[data-fill=${paint}]{fill:var(--${paint})}[data-stroke=${paint}]{stroke:var(--${paint})}`);

/** The report's style sheet: cards one below the other, from 320 points of width on; on paper always light. */
export const STYLE = html`
${COLOURS}
:root{${variables(CHART_LIGHT)}}
@media(prefers-color-scheme:dark){:root{${variables(CHART_DARK)}}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:60rem;margin:0 auto;padding:clamp(1rem,4vw,2.5rem) clamp(.75rem,3vw,1.5rem) 3rem}
header{margin:0 0 1.5rem;overflow-wrap:anywhere}
.kind{margin:0 0 .25rem;color:var(--accent);font-weight:600;font-size:.875rem;letter-spacing:.02em}
h1{margin:0 0 .5rem;font-size:clamp(1.625rem,1.2rem + 2vw,2.25rem);line-height:1.15;letter-spacing:-.015em;text-wrap:balance}
h2{margin:0;font-size:1.1875rem;line-height:1.3;letter-spacing:-.005em}
h3{margin:1.25rem 0 .25rem;font-size:1rem;line-height:1.35}
p{margin:0}
.quiet,.lead,.note{color:var(--quiet)}
.lead{margin:.125rem 0 1rem;font-size:.9375rem}
.lead:empty{display:none}
h3+.lead{margin-bottom:.5rem}
.note{margin-top:.75rem;font-size:.9375rem}
section{margin:0 0 1rem;padding:clamp(1rem,3vw,1.5rem);background:var(--card);border:1px solid var(--line);border-radius:.75rem}
.key{display:grid;grid-template-columns:repeat(3,1fr);gap:.75rem;margin:0 0 1rem}
.key>div{padding:.875rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;min-width:0}
.key dt{color:var(--quiet);font-size:.875rem}
.key dd{margin:0;font-size:.875rem;overflow-wrap:anywhere}
.key .big{font-size:1.5rem;line-height:1.3;font-weight:600;letter-spacing:-.01em;font-variant-numeric:tabular-nums}
figure{margin:0}
figure+.wide{margin-top:1rem}
.chart{display:block;width:100%;height:auto;font-family:inherit}
.on-narrow{display:none}
${PAINTED}
.wide{overflow-x:auto;margin:0 -.25rem;padding:0 .25rem}
.wide:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.25rem}
table{width:100%;border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums}
th,td{padding:.4375rem .625rem;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--quiet);font-size:.8125rem;font-weight:600;vertical-align:bottom;line-height:1.3}
tbody tr:last-child>*{border-bottom:0}
tr>:first-child{padding-inline-start:0}
tr>:last-child{padding-inline-end:0}
.number{text-align:end;white-space:nowrap}
thead .number{white-space:normal}
tr>:first-child{position:sticky;inset-inline-start:0;background:var(--card)}
tbody th{min-width:7rem;overflow-wrap:anywhere}
.link{overflow-wrap:anywhere}
.meter{display:block;width:100%;height:4px;margin:.25rem 0;border-radius:2px}
[data-fill=track]{fill:var(--page)}
.rates{display:grid;grid-template-columns:1fr;gap:.875rem 2.5rem;margin:0}
.rates>div{display:grid;grid-template-columns:1fr auto;column-gap:1rem;align-items:baseline}
.rates dd{margin:0}
.rates .share{font-weight:600;font-variant-numeric:tabular-nums}
.rates .quiet{grid-column:1/-1;font-size:.875rem}
@media(min-width:40rem){.rates{grid-template-columns:1fr 1fr}}
details{margin-top:.75rem}
summary{width:max-content;color:var(--accent);font-size:.9375rem;cursor:pointer}
details[open] summary{margin-bottom:.5rem}
.inline{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0}
.inline>div{display:flex;gap:.5rem}
.inline dt{color:var(--quiet)}
.inline dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.terms{margin:0;font-size:.9375rem}
.terms>div{padding:.5rem 0;border-bottom:1px solid var(--line)}
.terms>div:last-child{border-bottom:0;padding-bottom:0}
.terms dt{font-weight:600}
.terms dd{margin:0;color:var(--quiet)}
@media(min-width:40rem){.terms>div{display:grid;grid-template-columns:12rem 1fr;gap:1rem}}
@media(max-width:39.99rem){.on-wide{display:none}.on-narrow{display:block}.key{grid-template-columns:1fr 1fr}.key .big{font-size:1.125rem}}
@media(forced-colors:active){[data-fill=one],[data-fill=two],[data-fill=three],[data-fill=four]{fill:CanvasText}}
@media print{
:root{color-scheme:light;${variables(LIGHT)};${variables(CHART_LIGHT)};--page:#ffffff}
@page{margin:15mm}
main{max-width:none;padding:0}
section,.key>div{break-inside:avoid}
section{padding:0 0 1rem;border-width:0 0 1px;border-radius:0}
#days,#salespeople,#definitions{break-inside:auto}
.wide{overflow:visible}
details{display:none}
.on-wide{display:block}.on-narrow{display:none}
}
`;
