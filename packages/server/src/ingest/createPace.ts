/** The size of a transaction, learned from the duration of earlier ones. */
export interface Pace {
  /** In rows, as `weighEvent` counts them. */
  limit(): number;
  /** Learns from the duration of a transaction with so many rows. */
  learn(weight: number, seconds: number): void;
  /** Learns that a transaction with so many rows was too much for the database. */
  learnTooMuch(weight: number): void;
}

/**
 * Other requests wait while a transaction holds its place. Nobody notices a quarter of a second.
 */
const TARGET_SECONDS = 0.25;
/** Below this the fixed cost of a commit outweighs its rows, and smaller ones would only slow a slow disk. */
const MIN_WEIGHT = 100;
/** 500 events without items are 500 rows; larger transactions than this are not faster. */
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
      // Only transactions near the limit tell anything about it.
      if (weight * 2 < limit) return;
      if (seconds > TARGET_SECONDS) set(Math.min(limit, weight) * Math.max(0.25, TARGET_SECONDS / seconds));
      else if (seconds * 2 < TARGET_SECONDS) set(Math.max(limit, weight) * 1.5);
    },
    learnTooMuch(weight) {
      set(Math.min(limit, weight) / 4);
    },
  };
}
