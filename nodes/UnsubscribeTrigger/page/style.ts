import { html } from '../../shared/page/html';
import { COLOURS } from '../../shared/page/palette';

/** The page's style sheet: one column, from 320 points of width on, in the reader's own size of type. */
export const STYLE = html`
${COLOURS}
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100svh;display:flex;flex-direction:column;padding:clamp(1rem,4vw,3rem) 1rem;background:var(--page);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{width:100%;max-width:32rem;margin:auto;padding:clamp(1.25rem,5vw,2.25rem);background:var(--card);border:1px solid var(--line);border-radius:.875rem;overflow-wrap:anywhere}
.sender{margin:0 0 1.25rem;color:var(--quiet);font-weight:600}
.mark{display:block;width:2.75rem;height:2.75rem;margin-bottom:1rem;color:var(--accent)}
h1{margin:0 0 .75rem;font-size:clamp(1.5rem,1.2rem + 1.5vw,1.875rem);line-height:1.2;letter-spacing:-.01em;text-wrap:balance}
p{margin:0 0 .75rem}
main>:last-child{margin-bottom:0}
.quiet{color:var(--quiet)}
b{font-weight:600}
form{margin-top:1.5rem}
fieldset{margin:0 0 1.5rem;padding:0;border:0;min-width:0}
legend{padding:0;margin-bottom:.75rem;font-weight:600}
.choice{display:grid;grid-template-columns:auto 1fr;column-gap:.875rem;align-items:start;padding:.875rem 1rem;border:1px solid var(--line);border-radius:.625rem;cursor:pointer}
.choice+.choice{margin-top:.625rem}
.choice:hover{border-color:var(--accent)}
.choice:has(input:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);background:var(--chosen)}
.choice input{margin:.2rem 0 0;width:1.15rem;height:1.15rem;accent-color:var(--accent)}
.choice span{display:block}
.choice .quiet{font-size:.9375rem}
button{display:block;width:100%;min-height:3rem;padding:.75rem 1.25rem;border:1px solid var(--accent);border-radius:.625rem;background:var(--accent);color:var(--onAccent);font:inherit;font-weight:600;cursor:pointer}
button:hover{background:var(--accentHover);border-color:var(--accentHover)}
button.second{background:transparent;color:var(--accent)}
button.second:hover{background:var(--chosen);border-color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.choice:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
.choice :focus-visible{outline:none}
@supports not selector(:has(*)){.choice :focus-visible{outline:3px solid var(--accent)}}
@media(forced-colors:active){.choice:has(input:checked){outline:2px solid Highlight}button{border:2px solid ButtonText}}
@media(min-width:30rem){button{width:auto;min-width:12rem}}
`;
