import type { HistoryDimension } from '@onevault/contract';
import type { HistoryRow } from '../engine/port.ts';
import { readCount, readDay, readValue } from './cells.ts';
import type { Format } from './format.ts';

/** The columns with values, of each file of an export: `imported_<name>_<from>_<to>.csv`. */
const DIMENSIONS: Record<string, Partial<Record<string, HistoryDimension>>> = {
  visitors: {},
  sources: {
    source: 'source',
    referrer: 'referrer',
    channel: 'channel',
    utm_source: 'utm_source',
    utm_medium: 'utm_medium',
    utm_campaign: 'utm_campaign',
    utm_content: 'utm_content',
    utm_term: 'utm_term',
  },
  pages: { page: 'page', hostname: 'hostname' },
  entry_pages: { entry_page: 'entry_page' },
  exit_pages: { exit_page: 'exit_page' },
  locations: { country: 'country' },
  devices: { device: 'device' },
  browsers: { browser: 'browser' },
  operating_systems: { operating_system: 'os' },
  custom_events: { name: 'event' },
};
/** Rows without a value say something here; elsewhere the visit has no such campaign. */
const WITH_NONE: readonly HistoryDimension[] = ['source', 'country', 'device', 'browser', 'os'];

/** Exports of Plausible. A file has a row for each day and combination of values. */
export const plausible: Format = {
  toTable(fileName, header) {
    const [, name = ''] = /^imported_([a-z_]+?)(?:_\d{8}_\d{8})?\.csv$/i.exec(fileName) ?? [];
    const known = DIMENSIONS[name];
    if (!known) return { ignored: `it is none of the files imported_${Object.keys(DIMENSIONS).join(', imported_')}` };
    const columns = header.map((column) => column.trim().toLowerCase());
    const at = (column: string) => columns.indexOf(column);
    if (at('date') < 0) return { ignored: 'it has no column "date"' };
    const found = Object.entries(known).filter(([column]) => at(column) >= 0) as [string, HistoryDimension][];
    if (found.length === 0 && name !== 'visitors') return { ignored: `it has no column ${Object.keys(known)[0]}` };
    return {
      read(cells) {
        const count = (...names: string[]) => {
          const column = names.find((one) => at(one) >= 0);
          return column === undefined ? undefined : readCount(cells[at(column)], column);
        };
        const numbers: Omit<HistoryRow, 'dimension' | 'value'> = {
          day: readDay(cells[at('date')] ?? ''),
          visitors: count('visitors'),
          sessions: count('visits', 'entrances', 'exits'),
          pageViews: count('pageviews'),
          events: count('events'),
          bounces: count('bounces'),
          durationS: count('visit_duration'),
        };
        if (name === 'visitors') return [{ ...numbers, dimension: null, value: null }];
        return found.flatMap(([column, dimension]) => {
          const value = toValue(dimension, readValue(cells[at(column)]));
          return value === null && !WITH_NONE.includes(dimension) ? [] : [{ ...numbers, dimension, value }];
        });
      },
    };
  },
};

function toValue(dimension: HistoryDimension, value: string | null): string | null {
  // What Plausible shows for none.
  if (dimension === 'source' && value === 'Direct / None') return null;
  return dimension === 'device' ? (value?.toLowerCase() ?? null) : value;
}
