/**
 * When an event happened: docs/pipeline.md, Clocks. A visitor's clock may be wrong by years, but its differences are
 * right: the event happened at its arrival minus `sent_at - timestamp`.
 *
 * Microseconds as bigint: years up to 9999 do not fit exactly into a number.
 */
import type { JsonValue } from '@onevault/contract';
import { isAbsent } from './readValue.ts';

export interface ClockReading {
  /** Microseconds since 1970. */
  micros: number;
  /** How the client's `timestamp` was used. */
  timestamp: 'absent' | 'unreadable' | 'implausible' | 'taken';
}

const MINUTE = 60_000_000n;
const OLDEST = 30n * 24n * 60n * MINUTE;
const NEWEST = 5n * MINUTE;

export function readClocks(
  timestamp: JsonValue | undefined,
  sentAt: JsonValue | undefined,
  receivedMicros: number,
): ClockReading {
  if (isAbsent(timestamp)) return { micros: receivedMicros, timestamp: 'absent' };
  const happened = readTimestamp(timestamp);
  if (happened === null) return { micros: receivedMicros, timestamp: 'unreadable' };

  const received = BigInt(receivedMicros);
  const sent = readTimestamp(sentAt);
  const waited = sent === null ? null : sent - happened;
  if (waited !== null && waited >= 0n && waited <= OLDEST) {
    return { micros: Number(received - waited), timestamp: 'taken' };
  }
  if (happened >= received - OLDEST && happened <= received + NEWEST) {
    return { micros: Number(happened), timestamp: 'taken' };
  }
  return { micros: receivedMicros, timestamp: 'implausible' };
}

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** `Date.parse` does not fit: it accepts other forms, drops microseconds and refuses 30 February. */
export function readTimestamp(value: JsonValue | undefined): bigint | null {
  const parts = typeof value === 'string' ? FORM.exec(value) : null;
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  const real =
    within(year, 1, 9999) &&
    within(month, 1, 12) &&
    within(day, 1, 31) &&
    within(hour, 0, 23) &&
    within(minute, 0, 59) &&
    within(second, 0, 59) &&
    within(offsetHours, 0, 23) &&
    within(offsetMinutes, 0, 59);
  if (!real) return null;

  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCHours(hour, minute, second);
  const fraction = BigInt((parts[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const offset = BigInt(offsetHours * 60 + offsetMinutes) * MINUTE;
  return BigInt(date.getTime()) * 1_000n + fraction - (parts[8] === '-' ? -offset : offset);
}

function within(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
