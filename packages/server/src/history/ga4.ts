import type { HistoryDimension } from '@onevault/contract';
import type { HistoryRow } from '../engine/port.ts';
import { readCount, readDay, readNumber, readShare, readValue } from './cells.ts';
import type { Format } from './format.ts';
import { UnusableRow } from './importNotes.ts';

/** Columns of reports and explorations in English, in lower case. */
const DIMENSIONS: Record<string, HistoryDimension> = {
  'page path': 'page',
  'page path and screen class': 'page',
  'page path + query string': 'page',
  'page path and query string': 'page',
  'landing page': 'entry_page',
  'landing page + query string': 'entry_page',
  hostname: 'hostname',
  'event name': 'event',
  'session source': 'source',
  source: 'source',
  'first user source': 'source',
  'session medium': 'utm_medium',
  'session campaign': 'utm_campaign',
  'session default channel group': 'channel',
  'session primary channel group (default channel group)': 'channel',
  'first user default channel group': 'channel',
  'default channel group': 'channel',
  'page referrer': 'referrer',
  'device category': 'device',
  browser: 'browser',
  'operating system': 'os',
  language: 'language',
  country: 'country',
  'country id': 'country',
};
const METRICS: Record<string, Exclude<keyof HistoryRow, 'day' | 'dimension' | 'value'>> = {
  'active users': 'visitors',
  users: 'visitors',
  'total users': 'visitors',
  sessions: 'sessions',
  views: 'pageViews',
  'event count': 'events',
};
/** Two columns of users: the first of these counts. */
const USERS = ['total users', 'active users', 'users'];
const NONE = ['(not set)', '(none)', '(direct)', ''];
/** Also those that are not imported. */
const METRIC_NAMES = new Set([
  ...Object.keys(METRICS),
  'new users',
  'returning users',
  'engaged sessions',
  'engagement rate',
  'bounce rate',
  'average session duration',
  'average engagement time',
  'average engagement time per active user',
  'average engagement time per session',
  'engaged sessions per active user',
  'user engagement',
  'events per session',
  'event count per user',
  'event count per active user',
  'views per user',
  'views per active user',
  'views per session',
  'conversions',
  'key events',
  'total revenue',
]);
const NTH_DAY = 'nth day';
const COUNTRIES = listCountries();

/**
 * Reports of GA4, downloaded as CSV. Lines with # name the property and the range. The day of a row is in the column
 * "Date", or is the nth of the range; a table without either belongs to one day only if its range is one day.
 */
export const ga4: Format = {
  hasComments: true,
  toTable(_fileName, header, comments) {
    const columns = header.map((column) => column.trim().toLowerCase());
    const [start, end] = ['start', 'end'].map((which) => findRangeDay(comments, which));
    const dayAt = columns.findIndex((column) => column === 'date' || column === 'day');
    const nthAt = columns.indexOf(NTH_DAY);
    const toDay = (cells: readonly string[]): string => {
      if (dayAt >= 0) return readDay(cells[dayAt] ?? '');
      if (nthAt < 0) return start as string;
      const nth = readCount(cells[nthAt], 'Nth day') ?? 0;
      if (nth > 4000) throw new UnusableRow(`Nth day: ${nth} is out of range`);
      return new Date(Date.parse(start as string) + nth * 86_400_000).toISOString().slice(0, 10);
    };
    if (dayAt < 0 && nthAt >= 0 && start === undefined) return { ignored: 'no line says "# Start date:"' };
    if (dayAt < 0 && nthAt < 0 && (start === undefined || start !== end)) {
      return { ignored: 'its rows have no day: add the dimension "Date" to the report and download it again' };
    }
    const dimensions = columns.flatMap((column, at) => {
      const dimension = DIMENSIONS[column];
      return dimension ? [{ at, dimension }] : [];
    });
    const pairAt = columns.findIndex((column) =>
      /^(session|first user) source \/ medium$|^source \/ medium$/.test(column),
    );
    const users = USERS.find((column) => columns.includes(column));
    const metrics = columns.flatMap((column, at) => {
      const metric = METRICS[column];
      return metric && (metric !== 'visitors' || column === users) ? [{ at, column, metric }] : [];
    });
    if (metrics.length === 0) return { ignored: `it has none of the columns ${Object.keys(METRICS).join(', ')}` };
    // Dimensions stand before metrics. Rows of one that we do not have are no rows of the whole site.
    const isKnown = (column: string, at: number) =>
      [dayAt, nthAt, pairAt].includes(at) || Object.hasOwn(DIMENSIONS, column);
    const unknown = columns
      .slice(
        0,
        columns.findIndex((column) => METRIC_NAMES.has(column)),
      )
      .filter((column, at) => !isKnown(column, at));
    const isTotal = dimensions.length === 0 && pairAt < 0;
    if (isTotal && unknown.length > 0) return { ignored: `${unknown.join(', ')}: there is no such dimension here` };
    return {
      read(cells) {
        if (cells.some((cell) => /^(grand total|totals?)$/i.test(cell.trim()))) return [];
        const numbers: Omit<HistoryRow, 'dimension' | 'value'> = { day: toDay(cells) };
        for (const { at, column, metric } of metrics) numbers[metric] = readCount(cells[at], column);
        addRates(numbers, (column) => cells[columns.indexOf(column)]);
        if (isTotal) return [{ ...numbers, dimension: null, value: null }];
        const [source, medium] = pairAt < 0 ? [] : (cells[pairAt] ?? '').split(' / ');
        const values: [HistoryDimension, string | undefined][] = [
          ...dimensions.map(({ at, dimension }): [HistoryDimension, string | undefined] => [dimension, cells[at]]),
          ...(pairAt < 0
            ? []
            : ([
                ['source', source],
                ['utm_medium', medium],
              ] as [HistoryDimension, string | undefined][])),
        ];
        return values.map(([dimension, text]) => ({ ...numbers, dimension, value: toValue(dimension, text) }));
      },
    };
  },
};

function addRates(
  numbers: Omit<HistoryRow, 'dimension' | 'value'>,
  cell: (column: string) => string | undefined,
): void {
  const { sessions } = numbers;
  if (sessions === undefined) return;
  const rate = readShare(cell('bounce rate'), 'bounce rate');
  const engaged = readCount(cell('engaged sessions'), 'engaged sessions');
  if (rate !== undefined) numbers.bounces = Math.round(rate * sessions);
  else if (engaged !== undefined) numbers.bounces = Math.max(0, sessions - engaged);
  const mean = readNumber(cell('average session duration'), 'average session duration');
  if (mean !== undefined) numbers.durationS = Math.round(mean * sessions);
}

function findRangeDay(comments: readonly string[], which: string): string | undefined {
  const pattern = new RegExp(`^#\\s*${which} date:\\s*(\\d{4}-?\\d\\d-?\\d\\d)`, 'i');
  const text = comments.flatMap((line) => pattern.exec(line)?.[1] ?? []).at(-1);
  return text === undefined ? undefined : readDay(text);
}

function toValue(dimension: HistoryDimension, text: string | undefined): string | null {
  const value = readValue(text);
  if (value === null || NONE.includes(value.toLowerCase())) return null;
  if (dimension === 'country') return COUNTRIES.get(value.toLowerCase()) ?? value;
  return dimension === 'device' ? value.toLowerCase() : value;
}

/** Countries by their English names, the short ones too: `Hong Kong`, and `Hong Kong SAR China`. */
function listCountries(): Map<string, string> {
  const letters = Array.from({ length: 26 }, (_, n) => String.fromCharCode(65 + n));
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    // Old codes have the name of the new one: DD is Germany, too.
    .filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`);
  return new Map(
    (['short', 'long'] as const).flatMap((style) => {
      const names = new Intl.DisplayNames('en', { type: 'region', style, fallback: 'none' });
      return codes.flatMap((code): [string, string][] => {
        const name = names.of(code);
        return name === undefined ? [] : [[name.toLowerCase(), code]];
      });
    }),
  );
}
