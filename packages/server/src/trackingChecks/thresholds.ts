import type { EvidenceLimits } from '../engine/port.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What the checks read, and what the database lists: docs/health-checks.md says what makes a finding. */
export const LIMITS: EvidenceLimits = {
  // A day has every hour once. What was mended is out of it a day later at the latest.
  windowMs: DAY_MS,
  // Read by the primary key, with the raw row of each page view: about 0.1 s.
  maxEvents: 5_000,
  // So many good ones make a page clean again, and one odd visitor is no tenth of them.
  newest: 100,
  // Caches and open tabs mix versions, so more are needed than for a page.
  newestVersioned: 500,
  minBad: 5,
  // Nobody opens the same page twice within a second; a router's hook beside auto-tracking takes some 100 ms.
  doubledWithinMs: 1_000,
  // As far ahead as the pipeline takes the time of an event (docs/pipeline.md, "Clocks").
  clockOffMs: 5 * MINUTE_MS,
  // Every weekday once.
  usualMs: 7 * DAY_MS,
  // A week later there is no week without the release to compare with.
  releaseWithinMs: 7 * DAY_MS,
  // If 20 are expected, none comes by chance once in 500 million times.
  minViewsBefore: 20,
  // 40,000 took 0.1 s.
  maxReleaseEvents: 200_000,
};

/** From this share on, of at least `LIMITS.minBad`. */
export const BAD_PERCENT = 10;

/** A site is often built for some days before it goes live. */
export const NEVER_USED_DAYS = 7;
/** A month has every kind of campaign once. */
export const UNUSED_DAYS = 30;

/** Half of all browsers are at most some seconds off: if their median is a minute, it is the server's clock. */
export const SERVER_CLOCK_OFF_MS = MINUTE_MS;
/** Fewer page loads say nothing about the server. */
export const MIN_LOADS_FOR_MEDIAN = 20;

/** Pages without an answer send again: a few in a hundred are normal on mobile networks. */
export const DUPLICATES = { minEvents: 20, percent: 2, timesUsual: 2 };

/** Below 50 page views half of them may be missing by chance. */
export const FEWER_VIEWS = { minBefore: 50, percent: 50 };

/** Of each check; the others are counted. */
export const MAX_FINDINGS = 10;

export function isBad(bad: number, all: number): boolean {
  return bad >= LIMITS.minBad && bad * 100 >= all * BAD_PERCENT;
}
