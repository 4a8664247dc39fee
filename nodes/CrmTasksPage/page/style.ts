import { html } from '../../shared/page/html';
import { COLOURS } from '../../shared/page/palette';

/** Colours of outcomes and of what is late, beside the palette of all pages; each as text on a card has a contrast of 4.5 at least. */
export interface TaskColours {
	readonly good: string;
	readonly onGood: string;
	readonly goodHover: string;
	readonly bad: string;
	readonly badGround: string;
	readonly late: string;
}

export const TASKS_LIGHT: TaskColours = { good: '#12733a', onGood: '#ffffff', goodHover: '#0d5a2d', bad: '#a3271c', badGround: '#fdf0ee', late: '#a3271c' };
export const TASKS_DARK: TaskColours = { good: '#5fd08a', onGood: '#06210f', goodHover: '#86e0a8', bad: '#ffa094', badGround: '#33191a', late: '#ffa094' };

function variables(colours: TaskColours): string {
	return Object.entries(colours).map(([name, colour]) => `--${name}:${colour}`).join(';');
}

/** The page's style sheet: one column for a thumb, from 320 points of width on, in the reader's own size of type. */
export const STYLE = html`
${COLOURS}
:root{${variables(TASKS_LIGHT)}}
@media(prefers-color-scheme:dark){:root{${variables(TASKS_DARK)}}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;min-height:100vh;min-height:100svh;padding:clamp(1rem,3vw,2.5rem) clamp(.75rem,3vw,1.5rem) 3rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{width:100%;max-width:42rem;margin:0 auto;overflow-wrap:anywhere}
p,ul,h1,h2,h3{margin:0}
ul{padding:0;list-style:none}
b{font-weight:600}
.quiet{color:var(--quiet)}
.user{color:var(--quiet);font-weight:600}
h1{font-size:clamp(1.625rem,1.3rem + 1.5vw,2rem);line-height:1.2;letter-spacing:-.015em}
h2{display:flex;align-items:baseline;gap:.5rem;margin:2rem 0 .75rem;font-size:1.125rem;line-height:1.3}
h2 .quiet{font-weight:400}
h2.overdue,.late{color:var(--late)}
h3{font-size:1.125rem;line-height:1.35}
h3:focus,.told:focus{outline:none}
.apart{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.groups{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:.875rem}
.chip{display:inline-flex;align-items:center;gap:.375rem;min-height:2.75rem;padding:.25rem .875rem;border:1px solid var(--line);border-radius:2rem;background:var(--card);color:var(--text);text-decoration:none;font-size:.9375rem}
.chip span{font-weight:650;font-variant-numeric:tabular-nums}
.chip.overdue span{color:var(--late)}
.card{padding:1rem clamp(1rem,3vw,1.375rem) 1.125rem;background:var(--card);border:1px solid var(--line);border-radius:.875rem}
.card+.card{margin-top:.75rem}
[data-task]{scroll-margin:1rem}
.when{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .625rem;margin-bottom:.375rem;font-size:.9375rem;font-variant-numeric:tabular-nums}
.type{padding:.0625rem .5625rem;border-radius:.375rem;background:var(--chosen);font-weight:600}
.late{font-weight:600}
.who{margin-top:.5rem}
.name{font-weight:600}
.ways{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:.5rem;margin-top:.75rem}
.way{display:flex;align-items:center;gap:.75rem;min-height:3.25rem;height:100%;padding:.375rem .875rem;border:1px solid var(--line);border-radius:.625rem;color:var(--text);text-decoration:none;line-height:1.3}
.way svg{flex:none;width:1.375rem;height:1.375rem;color:var(--quiet)}
a.way{border-color:var(--accent)}
a.way svg,a.way bdi{color:var(--accent)}
.way>span{min-width:0}
.way bdi{font-weight:600;font-variant-numeric:tabular-nums}
.label{display:block;color:var(--quiet);font-size:.8125rem}
.no{color:var(--bad)}
.story{margin-top:.875rem;padding-left:.75rem;border-left:3px solid var(--line);font-size:.9375rem}
.links a{color:var(--accent)}
.description{margin-top:.75rem;white-space:pre-line}
form.act{margin-top:1rem}
label{display:block;margin-bottom:.25rem;font-size:.875rem;font-weight:600}
textarea{display:block;width:100%;min-height:3.5rem;padding:.625rem .75rem;border:1px solid var(--quiet);border-radius:.625rem;background:var(--card);color:var(--text);font:inherit;resize:vertical;field-sizing:content}
button,.button{display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:2.75rem;padding:.5rem 1rem;border:1px solid var(--line);border-radius:.625rem;background:var(--card);color:var(--text);font:inherit;font-weight:600;text-decoration:none;cursor:pointer;touch-action:manipulation}
button svg,.result svg{flex:none;width:1.25rem;height:1.25rem}
button:disabled{opacity:.55;cursor:progress}
.outcomes{display:grid;grid-template-columns:1fr 1fr;gap:.625rem;margin-top:.75rem}
.outcomes button{min-height:3.25rem}
.good{border-color:var(--good);background:var(--good);color:var(--onGood)}
.bad{border-color:var(--bad);color:var(--bad)}
.putOff{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem;margin-top:.625rem;font-size:.9375rem}
.putOff span{color:var(--quiet);margin-right:.25rem}
.putOff button{font-weight:500}
.problem{color:var(--bad);font-weight:600}
.problem:not(:empty){margin-top:.625rem}
.told{font-weight:600}
.card>.told{margin-bottom:.625rem;padding-bottom:.625rem;border-bottom:1px solid var(--line)}
.act>.told{margin-top:.75rem;color:var(--good)}
.card>.told:only-child{margin:0;padding:0;border:0}
.notice{margin-top:1.25rem}
.notice>.told{padding:.875rem 1.125rem;border:1px solid var(--accent);border-radius:.875rem;background:var(--chosen)}
.result{display:flex;align-items:center;gap:.375rem;margin-bottom:.25rem;font-weight:650}
.result.positive{color:var(--good)}
.result.negative{color:var(--bad)}
.back{margin-top:.75rem}
.empty{margin-top:1.5rem;padding-block:2.5rem;text-align:center}
.empty h2{display:block;margin:0 0 .25rem}
.mark{width:3rem;height:3rem;margin-bottom:.75rem;color:var(--good)}
.pages{display:flex;flex-wrap:wrap;gap:.625rem;margin-top:1.5rem}
.pages .button{flex:1 1 12rem}
.closedToday{margin-top:2.25rem}
summary{display:list-item;min-height:2.75rem;padding:.5rem 0;font-size:1.125rem;font-weight:650;cursor:pointer}
summary .quiet{font-weight:400}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.875rem}
main>.card:only-child{margin-top:clamp(1rem,12vh,6rem)}
main>.card:only-child h1{margin-bottom:.75rem}
main>.card:only-child p+p{margin-top:.5rem}
@media(hover:hover){
a.chip:hover{border-color:var(--accent)}
a.way:hover{background:var(--chosen)}
button:hover,.button:hover{border-color:var(--accent)}
.good:hover{border-color:var(--goodHover);background:var(--goodHover)}
.bad:hover{border-color:var(--bad);background:var(--badGround)}
}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(forced-colors:active){button,.button,.way,.chip{border-width:2px}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
