/** Calendar days, and the time zone that they are of. */

const DAY_MS = 86_400_000;

/** The day of a time: `2026-11-30`. */
export function toDay(ms: number, timezone: string): string {
  // Swedish dates are ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(ms);
}

/** A day some days later, by the calendar: a day of a time zone may have 23 or 25 hours. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

export const localTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A calendar day, which has no time zone, as the reader's language writes it. */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));
}
