import { SCRIPT_PAYLOADS } from '../nodes/shared/scriptPayloads';

/** What somebody would write into a name to run a script; what of it ran in a browser would set `window.broken`. */
export const PAYLOADS: readonly string[] = SCRIPT_PAYLOADS.map((payload) => payload.replaceAll('alert(1)', 'window.broken=1'));
