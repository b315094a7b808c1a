/** Numbers, dates and names of values as the reader's language writes them. */

import type { Metric, SummaryData } from '@onevault/contract';
import { once } from '../../once.ts';
import { texts } from './texts.ts';

const whole = once(() => new Intl.NumberFormat());
const short = once(() => new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }));
const decimal = once(() => new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }));
const percent = once(() => new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }));
const change = once(
  () =>
    new Intl.NumberFormat(undefined, {
      style: 'percent',
      maximumFractionDigits: 0,
      signDisplay: 'exceptZero',
    }),
);

export const formatWhole = (value: number): string => whole().format(value);
export const formatShort = (value: number): string =>
  Math.abs(value) < 10_000 ? decimal().format(value) : short().format(value);
export const formatPercent = (value: number | null): string => (value === null ? '–' : percent().format(value));
export const formatChange = (value: number): string => change().format(value);

export function formatSeconds(value: number | null): string {
  if (value === null) return '–';
  const seconds = Math.round(value);
  if (seconds < 60) return toUnit(seconds, 'second');
  if (seconds < 3600) return `${toUnit(Math.floor(seconds / 60), 'minute')} ${toUnit(seconds % 60, 'second')}`;
  return `${toUnit(Math.floor(seconds / 3600), 'hour')} ${toUnit(Math.floor((seconds % 3600) / 60), 'minute')}`;
}

export function formatMetric(metric: Metric, value: number | null): string {
  if (value === null) return '–';
  if (metric === 'bounce_rate') return formatPercent(value);
  if (metric === 'duration_mean_s') return formatSeconds(value);
  return metric === 'views_per_session' ? decimal().format(value) : formatWhole(value);
}

export function formatMoney({ currency, amount }: SummaryData['revenue'][number]): string {
  try {
    if (currency !== null)
      return new Intl.NumberFormat(undefined, {
        style: 'currency',
        currency,
        // Cents say nothing about a large sum, and the place is narrow.
        ...(Math.abs(amount) >= 10_000 && { maximumFractionDigits: 0 }),
      }).format(amount);
  } catch {
    // A visitor's page can name any currency.
  }
  return `${decimal().format(amount)} ${currency ?? ''}`.trim();
}

/** The start of an interval, in the time zone of the question. */
export function formatAt(at: string, interval: string, timezone: string): string {
  const options: Intl.DateTimeFormatOptions =
    interval === 'hour'
      ? { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }
      : interval === 'month'
        ? { month: 'short', year: 'numeric' }
        : { weekday: interval === 'day' ? 'short' : undefined, day: 'numeric', month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: timezone }).format(new Date(at));
}

/** For an axis: shorter. */
export function formatTick(at: string, interval: string, timezone: string): string {
  const options: Intl.DateTimeFormatOptions =
    interval === 'hour'
      ? { hour: 'numeric', minute: '2-digit' }
      : interval === 'month'
        ? { month: 'short', year: '2-digit' }
        : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(undefined, { ...options, timeZone: timezone }).format(new Date(at));
}

/** A moment in the time zone of the question. */
export function formatMoment(at: string, timezone: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone }).format(
    new Date(at),
  );
}

const NAMED: Record<string, 'region' | 'language'> = { country: 'region', language: 'language' };
const WORDS = ['channel', 'device', 'screen'];

/** Whether a value is shown by another name than the one that the server searches. */
export const isNamed = (dimension: string): boolean => dimension in NAMED || WORDS.includes(dimension);

/** The name of a value: a country's, for example. Values of visitors are shown as they are. */
export function formatValue(dimension: string, value: string | null): string {
  if (value === null || value === '') return texts.none(dimension);
  if (value.trim() === '') return texts.blank;
  const type = NAMED[dimension];
  if (type) {
    try {
      return new Intl.DisplayNames(undefined, { type }).of(value) ?? value;
    } catch {
      return value;
    }
  }
  if (!WORDS.includes(dimension)) return value;
  const words = value.replaceAll('_', ' ');
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function toUnit(value: number, unit: string): string {
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
}
