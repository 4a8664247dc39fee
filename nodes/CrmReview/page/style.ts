import { html } from '../../shared/page/html';
import { COLOURS } from '../../shared/page/palette';

/** Colours beside the palette of all pages: text has a contrast of 4.5 at least with what it stands on, held by a test. */
export interface ReviewColours {
	readonly good: string;
	readonly bad: string;
	/** Behind a row that is not ticked, and what is hovered. */
	readonly faint: string;
	/** Around what is pressed or typed into: 3 at least (WCAG 2.2, 1.4.11). */
	readonly edge: string;
}

export const REVIEW_LIGHT: ReviewColours = { good: '#12733a', bad: '#a3271c', faint: '#f7f8fa', edge: '#7d8694' };
export const REVIEW_DARK: ReviewColours = { good: '#5fd08a', bad: '#ffa094', faint: '#1d242d', edge: '#6f7c8e' };

function variables(colours: ReviewColours): string {
	return Object.entries(colours).map(([name, colour]) => `--${name}:${colour}`).join(';');
}

/** The page's style sheet: the grid takes the window's height; on a telephone each row is a card. */
export const STYLE = html`
${COLOURS}
:root{${variables(REVIEW_LIGHT)}}
@media(prefers-color-scheme:dark){:root{${variables(REVIEW_DARK)}}}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:.9375rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
p,h1,h2{margin:0}
[hidden]{display:none!important}
.apart{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.quiet{color:var(--quiet)}
.number{font-variant-numeric:tabular-nums}
#review{display:flex;flex-direction:column;height:100vh;height:100svh;min-height:32rem}
header{padding:1.25rem 1.5rem .875rem}
h1{font-size:1.5rem;line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
.instructions{margin-top:.375rem;max-width:60rem;white-space:pre-line}
.facts{display:flex;flex-wrap:wrap;gap:.125rem 1.25rem;margin-top:.375rem;color:var(--quiet)}
main{display:flex;flex-direction:column;flex:1;min-height:0}
button,input,select,textarea{font:inherit;color:inherit}
button{display:inline-flex;align-items:center;justify-content:center;gap:.375rem;min-height:2.25rem;padding:.25rem .75rem;border:1px solid var(--edge);border-radius:.5rem;background:var(--card);cursor:pointer}
button:hover:not(:disabled){border-color:var(--accent);color:var(--accent)}
button:disabled{color:var(--quiet);cursor:default;opacity:.6}
button.primary{border-color:var(--accent);background:var(--accent);color:var(--onAccent);font-weight:600}
button.primary:hover:not(:disabled){border-color:var(--accentHover);background:var(--accentHover);color:var(--onAccent)}
button.link{min-height:0;padding:.125rem .25rem;border:0;background:none;color:var(--accent);text-decoration:underline;text-underline-offset:.15em}
button.icon{width:2.25rem;padding:0}
button svg{flex:none;width:1rem;height:1rem}
input[type=text],input[type=search],input[type=date],input[type=number],select,textarea{min-height:2.25rem;padding:.25rem .625rem;border:1px solid var(--edge);border-radius:.5rem;background:var(--card)}
::placeholder{color:var(--quiet);opacity:1}
input[type=checkbox]{width:1.125rem;height:1.125rem;margin:0;accent-color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem;padding:0 1.5rem .75rem}
.tools .search{flex:1 1 14rem;max-width:22rem}
.chip{display:inline-flex;align-items:stretch;max-width:100%;border:1px solid var(--accent);border-radius:1.25rem;background:var(--chosen);overflow:hidden}
.chip button{min-height:2.25rem;border:0;border-radius:0;background:none;overflow-wrap:anywhere;text-align:start}
.chip button+button{padding:0 .625rem 0 .25rem}
.sorting{display:none}
.bar{display:flex;flex-wrap:wrap;align-items:center;gap:.375rem 1rem;padding:.5rem 1.5rem;border-block:1px solid var(--line);background:var(--card)}
.bar .ticked{font-weight:600;font-variant-numeric:tabular-nums}
.bar .matching{color:var(--quiet);font-variant-numeric:tabular-nums}
.bar .actions{display:flex;flex-wrap:wrap;gap:.25rem .5rem}
.gone{padding:.375rem 1.5rem;background:var(--chosen)}
.progress{height:3px;overflow:hidden}
.progress.busy::before{content:"";display:block;width:30%;height:100%;background:var(--accent);animation:slide 1.1s ease-in-out infinite}
@keyframes slide{from{transform:translateX(-100%)}to{transform:translateX(340%)}}
@media(prefers-reduced-motion:reduce){.progress.busy::before{width:100%;animation:none;opacity:.5}}
.scroll{position:relative;flex:1;min-height:0;overflow:auto;background:var(--card)}
table{width:100%;border-collapse:separate;border-spacing:0;font-size:.875rem}
th,td{padding:.4375rem .625rem;text-align:start;vertical-align:top}
thead th{border-bottom:1px solid var(--line)}
/* Above, not below: where heights are rounded, the next row's cells that stay in sight would lie over it. */
tbody tr+tr td{border-top:1px solid var(--line)}
td{max-width:17rem;overflow-wrap:break-word}
thead th{position:sticky;top:0;z-index:2;padding-block:.125rem;background:var(--card);font-weight:600;white-space:nowrap;vertical-align:middle}
thead label{display:grid;place-items:center;width:1.5rem;height:1.5rem;margin-inline:-.1875rem}
thead .head{display:flex;align-items:center;gap:.125rem}
thead button{min-height:2rem;border-color:transparent;background:none;font-weight:600}
thead button.sort{margin-inline-start:-.5rem;padding:.125rem .5rem}
thead button.icon{width:1.5rem;min-height:1.75rem;color:var(--quiet)}
thead button.icon svg{width:.875rem;height:.875rem}
thead button.sort svg{width:.75rem;height:.75rem}
thead button.icon.on{border-color:var(--accent);background:var(--chosen);color:var(--accent)}
thead [aria-sort] button.sort svg{opacity:0}
thead [aria-sort]:is([aria-sort=ascending],[aria-sort=descending]) button.sort svg{opacity:1;color:var(--accent)}
thead [aria-sort=descending] button.sort svg{transform:scaleY(-1)}
thead button.sort:is(:hover,:focus-visible) svg{opacity:.5}
.tick{width:3.25rem;min-width:3.25rem;padding-inline:1.5rem .25rem}
td.tick{padding-block:.4375rem}
td.tick label{display:grid;place-items:center;width:1.5rem;height:1.5rem;margin:-.1875rem}
tbody :is(td.tick,td.name){position:sticky;z-index:1;background:var(--card)}
:is(th,td).tick{inset-inline-start:0}
:is(th,td).name{inset-inline-start:3.25rem}
thead :is(.tick,.name){z-index:3}
tbody tr:hover,tbody tr:hover :is(td.tick,td.name){background:var(--faint)}
tbody tr.off td:not(.tick){color:var(--quiet)}
tbody tr.off .consent span{color:inherit}
.name{min-width:11rem;border-inline-end:1px solid var(--line);font-weight:600}
.account{min-width:11rem}
.title{min-width:8rem}
.end{text-align:end;font-variant-numeric:tabular-nums}
thead .end .head{justify-content:flex-end}
.date,.kind{white-space:nowrap}
.consent span{white-space:nowrap}
.consent .no{color:var(--bad)}
.consent .yes{color:var(--good)}
.none{color:var(--quiet)}
.notice{display:grid;justify-items:start;gap:.5rem;margin:2.5rem auto;padding:1.5rem;max-width:30rem}
.notice h2{font-size:1.125rem}
.foot{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1rem;padding:.625rem 1.5rem;border-top:1px solid var(--line);background:var(--card)}
.pager{display:flex;flex-wrap:wrap;align-items:center;gap:.375rem .5rem}
.pager .range{padding-inline:.5rem;font-variant-numeric:tabular-nums}
.pager .size{display:flex;align-items:center;gap:.5rem;color:var(--quiet)}
.pager .size select{color:var(--text)}
.deciding{display:flex;gap:.5rem;margin-inline-start:auto}
.again{display:none}
dialog{width:min(34rem,calc(100vw - 2rem));max-height:calc(100vh - 2rem);max-height:calc(100svh - 2rem);padding:1.5rem;border:1px solid var(--line);border-radius:.875rem;background:var(--card);color:var(--text);overflow:auto}
dialog::backdrop{background:#0008}
dialog h2{font-size:1.25rem;line-height:1.25;letter-spacing:-.01em}
dialog form{display:grid;gap:1rem;margin-top:1rem}
dialog .field{display:grid;gap:.25rem}
dialog .field>span{font-weight:600}
dialog .field>span .quiet{font-weight:400}
dialog textarea{min-height:4.5rem;resize:vertical}
dialog .buttons{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:.5rem}
dialog .error{color:var(--bad);font-weight:600}
dialog .buttons button{min-height:2.5rem;padding-inline:1.125rem}
.summary{display:grid;gap:.5rem;margin:0;padding:.875rem 1rem;border:1px solid var(--line);border-radius:.625rem;background:var(--page)}
.summary b{font-weight:600}
.summary ul{display:grid;gap:.25rem;margin:0;padding:0;list-style:none}
.summary li{display:flex;justify-content:space-between;gap:1rem;font-variant-numeric:tabular-nums}
.summary li.first{font-weight:600;color:var(--good)}
.conditions{display:grid;justify-items:start;gap:.625rem}
.conditions>*{width:100%}
.conditions>.link{width:auto}
.condition{display:flex;flex-wrap:wrap;align-items:end;gap:.5rem}
.condition .field{flex:1 1 5.5rem;min-width:0}
.condition .field.many{flex-basis:100%}
.condition .field :is(input,select){width:100%}
.choices{display:grid;gap:.5rem;margin:0;padding:0;border:0}
.choices label{display:flex;align-items:center;gap:.625rem;min-height:1.75rem}
.joined{display:flex;align-items:center;gap:.5rem;color:var(--quiet)}
.card{display:block;flex:none;min-height:0;width:min(34rem,calc(100% - 2rem));margin:clamp(1.5rem,12vh,8rem) auto 2rem;padding:clamp(1.25rem,5vw,2.25rem);background:var(--card);border:1px solid var(--line);border-radius:.875rem;font-size:1rem;overflow-wrap:anywhere}
.card>*+*{margin-top:.75rem}
.card form{margin-top:1.25rem}
.card.confirmed{border-top:.375rem solid var(--good)}
.card.rejected{border-top:.375rem solid var(--bad)}
.card .already{padding:.75rem 1rem;border-radius:.5rem;background:var(--chosen)}
.card h1:focus{outline:none}
noscript .notice{margin:1rem auto}
@media(forced-colors:active){.card{border-top-width:1px}}
@media(max-width:47.9375rem){
#review{height:auto;min-height:100vh;min-height:100svh}
header{padding:1rem 1rem .75rem}
h1{font-size:1.375rem}
.tools,.bar,.pager,.gone{padding-inline:1rem}
.tools .search{flex-basis:100%;max-width:none}
.sorting{display:flex;flex:1 1 9rem;gap:.5rem;min-width:0}
.sorting select{flex:1;min-width:0}
.scroll{overflow:visible;flex:1 0 auto;background:none}
table,tbody,tr,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody{display:grid;grid-template-columns:minmax(0,1fr);gap:.625rem;padding:.75rem 1rem}
tbody tr{position:relative;display:grid;grid-template-columns:minmax(0,1fr);gap:.25rem;padding:.75rem .875rem;border:1px solid var(--line);border-radius:.75rem;background:var(--card)}
tbody tr.off{background:var(--faint)}
tbody tr+tr td,tbody td,tbody :is(td.tick,td.name),tbody tr:hover :is(td.tick,td.name){position:static;z-index:auto;display:flex;align-items:baseline;gap:.5rem;min-width:0;max-width:none;padding:0;border:0;background:none;text-align:start;white-space:normal}
tbody td>*{min-width:0;overflow-wrap:anywhere}
tbody td.end{text-align:start}
tbody td.none{display:none}
tbody td::before{content:attr(data-label);flex:0 0 6.75rem;font-size:.8125rem;color:var(--quiet);overflow-wrap:anywhere}
:is(.date,.kind,.consent span){white-space:normal}
tbody td.name{margin-bottom:.25rem;padding-inline-start:2.375rem;font-size:1.0625rem;line-height:1.3}
tbody td:is(.name,.tick)::before{content:none}
tbody td.tick,tbody tr:hover td.tick{position:absolute;z-index:1;inset:0 auto auto 0;width:3.25rem}
td.tick label{width:3.25rem;height:3.25rem;margin:0}
input[type=checkbox]{width:1.375rem;height:1.375rem}
button,input[type=text],input[type=search],input[type=date],input[type=number],select{min-height:2.75rem}
button.icon{width:2.75rem}
.foot{display:contents}
.pager{justify-content:center;padding-block:.25rem .75rem}
.pager .size{display:none}
.pager .range{flex:1;text-align:center}
.deciding{position:sticky;bottom:0;z-index:3;flex-wrap:wrap;margin:0;padding:.5rem 1rem .75rem;border-top:1px solid var(--line);background:var(--card)}
.again{display:block;flex-basis:100%;font-weight:600;text-align:center;font-variant-numeric:tabular-nums}
.deciding button{flex:1}
.deciding .primary{flex:2}
.one-kind td.kind{display:none!important}
dialog{padding:1.25rem}
dialog .buttons button{flex:1 1 auto}
.choices label{min-height:2.75rem}
}
`;
