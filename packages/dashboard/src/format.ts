/** Numbers and times as the reader's language writes them. */
import { once } from './once.ts';

const number = once(() => new Intl.NumberFormat());
const clock = once(() => new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }));
const full = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' }));
const oneDigit = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }));

const percent = once(() => new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }));
const hour = once(() => new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' }));
const short = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }));

export const formatPercent = (share: number): string => percent().format(share);
export const formatHour = (iso: string): string => hour().format(new Date(iso));
export const formatMinute = (iso: string): string => short().format(new Date(iso));
export const formatNumber = (value: number): string => number().format(value);
export const formatClock = (iso: string): string => clock().format(new Date(iso));
export const formatTime = (iso: string): string => full().format(new Date(iso));

/** The time alone for today, else with the date. */
export function formatLately(iso: string): string {
  return new Date(iso).toDateString() === new Date().toDateString() ? formatClock(iso) : formatMinute(iso);
}

/** `4.2 ms`, `1.5 s`, `3 min`, `2 h`. */
export function formatDuration(ms: number): string {
  const [value, unit] =
    ms < 1_000
      ? [ms, 'ms']
      : ms < 60_000
        ? [ms / 1_000, 's']
        : ms < 3_600_000
          ? [ms / 60_000, 'min']
          : [ms / 3_600_000, 'h'];
  return `${value < 10 ? oneDigit().format(value) : number().format(Math.round(value))} ${unit}`;
}

/** Milliseconds between two times, to the microsecond: `Date` would cut them. */
export function msBetween(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from) + (microsOf(to) - microsOf(from)) / 1_000;
}

function microsOf(iso: string): number {
  const decimals = /\.(\d+)Z$/.exec(iso)?.[1] ?? '';
  return Number(decimals.padEnd(6, '0').slice(3, 6));
}

/** The path of an address, for a narrow column; the address itself if it is none. */
export function toShortUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search } = new URL(url);
  return `${host}${pathname}${search}`;
}
