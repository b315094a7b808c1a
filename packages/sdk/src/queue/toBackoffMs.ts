const FIRST_MS = 1_000;
/** Long enough to leave a server in trouble alone, short enough for a visitor who stays. */
const LONGEST_MS = 60_000;

/** How long to wait after `fails` failures in a row: exponential with full jitter, so that visitors do not come back in step. */
export function toBackoffMs(fails: number): number {
  return Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** fails);
}
