import { html } from '../../shared/page/html';

/** Pictures beside words that say the same. */
export const PHONE = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M6.5 3.5h3l1.6 4.2-2 1.6a12 12 0 0 0 5.6 5.6l1.6-2 4.2 1.6v3a2 2 0 0 1-2.2 2A16.8 16.8 0 0 1 4.5 5.700a2 2 0 0 1 2-2.200z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>`;

export const MAIL = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M3.5 6h17v12h-17zM4 6.500l8 6.5 8-6.5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/></svg>`;

export const TICK = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M5 12.500l4.5 4.500L19 7.5" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

export const CROSS = html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M6.5 6.500l11 11M17.5 6.500l-11 11" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/></svg>`;

export const ALL_DONE = html`<svg class="mark" viewBox="0 0 44 44" aria-hidden="true" focusable="false"><circle cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-width="3"/><path d="M13.5 22.500l6 6 11-12" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
