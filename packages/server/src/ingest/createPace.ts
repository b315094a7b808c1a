/** How much one transaction may hold, learned from how long the last ones took. */
export interface Pace {
  /** In rows, as `weighEvent` counts them. */
  limit(): number;
  /** A transaction of so many rows took so long. */
  learn(weight: number, seconds: number): void;
  /** A transaction of so many rows was too much for the database. */
  learnTooMuch(weight: number): void;
}

/**
 * Others wait for as long as a transaction holds its place: a quarter of a second goes unnoticed, also by the single
 * event of another customer.
 */
const TARGET_SECONDS = 0.25;
/** Below, what every commit costs outweighs its rows: smaller ones would only make a slow disk slower. */
const MIN_WEIGHT = 100;
/** 500 events without items are 500 rows; nothing is gained by more in one transaction than this. */
const MAX_WEIGHT = 10_000;
const FIRST_WEIGHT = 2_000;

export function createPace(): Pace {
  let limit = FIRST_WEIGHT;
  const set = (weight: number): void => {
    limit = Math.round(Math.min(MAX_WEIGHT, Math.max(MIN_WEIGHT, weight)));
  };

  return {
    limit: () => limit,
    learn(weight, seconds) {
      // Only transactions near the limit tell anything of it.
      if (weight * 2 < limit) return;
      if (seconds > TARGET_SECONDS) set(Math.min(limit, weight) * Math.max(0.25, TARGET_SECONDS / seconds));
      else if (seconds * 2 < TARGET_SECONDS) set(Math.max(limit, weight) * 1.5);
    },
    learnTooMuch(weight) {
      set(Math.min(limit, weight) / 4);
    },
  };
}
