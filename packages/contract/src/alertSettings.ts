import type { AlertKind } from './alerts.ts';

/** A whole number from `min` to `max`, or a text: one of some, a time zone, the id of a goal, or one to 200 characters. */
export type AlertSetting =
  | { type: 'number'; min: number; max: number; fallback: number }
  | { type: 'zone'; fallback: string }
  | { type: 'choice'; choices: readonly string[]; fallback: string }
  | { type: 'goal' }
  | { type: 'text'; isRequired: boolean };

const number = (fallback: number, min: number, max: number): AlertSetting => ({ type: 'number', min, max, fallback });

const MAX_COUNT = 1_000_000_000;
const MAX_PERCENT = 100_000;
const minEvents = number(20, 1, MAX_COUNT);
const compared = {
  weeks: number(4, 1, 8),
  min_events: minEvents,
  event_type: { type: 'text', isRequired: false },
  // So that an hour is the same time of day for the site's visitors, also after a change of the clocks.
  timezone: { type: 'zone', fallback: 'UTC' },
} as const;

/** The settings of each kind, besides the common ones. docs/alerts.md describes them. */
const OF_KIND: Readonly<Record<AlertKind, Readonly<Record<string, AlertSetting>>>> = {
  no_events: { minutes: number(60, 1, 20_160) },
  rate_below: { percent: number(50, 1, 99), ...compared },
  rate_above: { percent: number(200, 101, MAX_PERCENT), ...compared },
  bad_share: {
    percent: number(5, 1, 100),
    // The totals are sampled about once a minute.
    minutes: number(15, 5, 1_440),
    min_events: minEvents,
    of: { type: 'choice', choices: ['both', 'rejected', 'set_aside'], fallback: 'both' },
  },
  set_aside_backlog: { events: number(100, 1, MAX_COUNT) },
  lag: { seconds: number(300, 10, 86_400) },
  // Two weeks: the evaluation reads the totals of so many hours.
  event_quiet: { event_type: { type: 'text', isRequired: true }, hours: number(24, 1, 336) },
  error_spike: { percent: number(300, 101, MAX_PERCENT), min_events: minEvents },
  // A day: each evaluation counts the events of the window.
  goal: { goal_id: { type: 'goal' }, conversions: number(1, 1, MAX_COUNT), minutes: number(60, 1, 1_440) },
};

const COMMON: Readonly<Record<string, AlertSetting>> = {
  for_minutes: number(0, 0, 1_440),
  resolve_minutes: number(5, 0, 1_440),
};

export const ALERT_KINDS = Object.keys(OF_KIND) as AlertKind[];

/** All settings that a rule of this kind has. */
export function settingsOf(kind: AlertKind): Readonly<Record<string, AlertSetting>> {
  return { ...OF_KIND[kind], ...COMMON };
}
