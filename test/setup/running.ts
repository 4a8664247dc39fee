import type { RunningPostgres } from './postgres';

/** What the global set-up started, for the global teardown, which runs in the same process. */
export const running: { postgres?: RunningPostgres } = {};
