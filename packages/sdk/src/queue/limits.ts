/** How many, how large and how long: what the queue keeps to. */

/** Of a patient queue: send when so many wait … */
export const FLUSH_EVENTS = 20;
/** … or after this time. */
export const FLUSH_AFTER_MS = 2_000;
/** Most events of one request; below the contract's 500, so that a busy server answers soon. */
export const MAX_BATCH_EVENTS = 100;
/** After each success, once they have been made fewer. */
export const GROW_BY_EVENTS = 9;
/** Fits into the 64 KiB of keepalive. */
export const MAX_BATCH_BYTES = 60_000;
/** A day of a busy page without network, and no more than a page may hold in memory unnoticed. */
export const MAX_QUEUED_EVENTS = 5_000;
export const MAX_QUEUED_BYTES = 5_000_000;
/** Shorter than the server remembers ids. */
export const MAX_AGE_MS = 7 * 86_400_000;
/** How long a server that refused a batch is taken to know none. */
export const SINGLE_FOR_MS = 86_400_000;
/** How long orphans may wait for a tab that is busy with its own events. */
export const CLAIM_EVERY_MS = 15_000;
/** More than this a Retry-After cannot ask of us. */
export const MAX_RETRY_AFTER_MS = 3_600_000;
/** A call costs a third of a millisecond, which is too much for every event; a crash is then as late as this. */
export const LATER_EVERY_MS = 100;
