import { html } from '../../shared/page/html';
import { COLOURS } from '../../shared/page/palette';

export const STYLE = html`${COLOURS}`;
