import { createReadStream } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HistoryDimension } from '@onevault/contract';
import type { HistoryRow } from '../engine/port.ts';
import { readDay, readValue } from './cells.ts';
import { type ImportNotes, UnusableRow } from './importNotes.ts';
import type { ImportFile } from './openImportFiles.ts';
import { readRecords } from './readRecords.ts';

/** What is kept of an event between the two passes, as one JSON array a line. */
type Event = [visitor: string, visit: string, second: number, isView: boolean, ...values: (string | null)[]];

const DIMENSIONS: [column: string, dimension: HistoryDimension][] = [
  ['url_path', 'page'],
  ['hostname', 'hostname'],
  ['event_name', 'event'],
  ['referrer_domain', 'source'],
  ['utm_source', 'utm_source'],
  ['utm_medium', 'utm_medium'],
  ['utm_campaign', 'utm_campaign'],
  ['utm_term', 'utm_term'],
  ['utm_content', 'utm_content'],
  ['device', 'device'],
  ['browser', 'browser'],
  ['os', 'os'],
  ['language', 'language'],
  ['country', 'country'],
];
/** Rows without a value say something here; elsewhere the event has no such name or campaign. */
const WITH_NONE: readonly HistoryDimension[] = ['device', 'browser', 'os', 'language', 'country'];
/** Of a visit: its first event decides. */
const OF_VISIT: readonly HistoryDimension[] = ['source'];
const NEEDED = ['session_id', 'visit_id', 'created_at', 'event_type', 'url_path'];
const CUSTOM_EVENT = '2';
/** Text that waits to be written. */
const BUFFERED_CHARACTERS = 8 << 20;

/**
 * Reads an export of Umami: a row an event. Visitors are its sessions, sessions its visits. To count different ones of a
 * day, the events are first written into a temporary file for each day and then counted day by day: so an export of any
 * size needs the memory of its largest day.
 */
export async function* readUmami(files: readonly ImportFile[], notes: ImportNotes): AsyncGenerator<HistoryRow> {
  const folder = await mkdtemp(join(tmpdir(), 'onevault-import-'));
  try {
    for (const file of files) await spill(file, folder, notes);
    for (const name of (await readdir(folder)).sort()) yield* countDay(join(folder, name), name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function spill(file: ImportFile, folder: string, notes: ImportNotes): Promise<void> {
  const waiting = new Map<string, string[]>();
  let characters = 0;
  const flush = async () => {
    for (const [day, lines] of waiting) await appendFile(join(folder, day), lines.join(''));
    waiting.clear();
    characters = 0;
  };
  let columns: string[] | undefined;
  for await (const { cells, line } of readRecords(file, notes)) {
    if (columns === undefined) {
      columns = cells.map((cell) => cell.trim().toLowerCase());
      const missing = NEEDED.filter((column) => !columns?.includes(column));
      if (missing.length > 0) {
        return notes.ignored(
          file.name,
          `it has no column ${missing.join(', ')}: only the events of an export have days`,
        );
      }
      continue;
    }
    if (cells.length === 1 && cells[0] === '') continue;
    try {
      if (cells.length !== columns.length) {
        throw new UnusableRow(`it has ${cells.length} columns, and the heading ${columns.length}`);
      }
      const { day, event } = readEvent(columns, cells);
      const text = `${JSON.stringify(event)}\n`;
      const lines = waiting.get(day);
      if (lines) lines.push(text);
      else waiting.set(day, [text]);
      characters += text.length;
    } catch (error) {
      if (!(error instanceof UnusableRow)) throw error;
      notes.bad(file.name, line, error.message);
    }
    if (characters >= BUFFERED_CHARACTERS) await flush();
  }
  await flush();
}

function readEvent(columns: readonly string[], cells: readonly string[]): { day: string; event: Event } {
  const cell = (column: string) => cells[columns.indexOf(column)] ?? '';
  const at = cell('created_at').trim();
  const ms = toMs(at);
  if (Number.isNaN(ms)) throw new UnusableRow('created_at is no time');
  const day = readDay(new Date(ms).toISOString());
  const visitor = readValue(cell('session_id'));
  const visit = readValue(cell('visit_id')) ?? visitor;
  if (visitor === null || visit === null) throw new UnusableRow('session_id is empty');
  const isView = cell('event_type').trim() !== CUSTOM_EVENT;
  const values = DIMENSIONS.map(([column, dimension]) => {
    const value = readValue(cell(column));
    if (dimension === 'event') return isView ? null : value;
    return dimension === 'device' ? (value?.toLowerCase() ?? null) : value;
  });
  return { day, event: [visitor, visit, Math.round(ms / 1000), isView, ...values] };
}

/** A time without a zone is UTC, as Umami writes it; PostgreSQL writes a zone as +00. */
function toMs(text: string): number {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  // The day itself ends like a zone.
  return Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${text.replace(' ', 'T')}Z`);
}

interface Counted {
  visitors: Set<string>;
  visits: Set<string>;
  pageViews: number;
  events: number;
}
interface Visit {
  visitor: string;
  firstS: number;
  lastS: number;
  views: number;
  others: number;
  source: string | null;
}

async function* countDay(path: string, day: string): AsyncGenerator<HistoryRow> {
  const visits = new Map<string, Visit>();
  const all = createCounted();
  const counted = new Map<string, { dimension: HistoryDimension; value: string | null } & Counted>();
  const count = (into: Counted, [visitor, visit, , isView]: Event) => {
    into.visitors.add(visitor);
    into.visits.add(visit);
    into.events += 1;
    if (isView) into.pageViews += 1;
  };
  const input = createReadStream(path, 'utf8');
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const event = JSON.parse(line) as Event;
    const [visitor, visitId, second, isView, ...values] = event;
    count(all, event);
    const visit = visits.get(visitId) ?? { visitor, firstS: second, lastS: second, views: 0, others: 0, source: null };
    if (second < visit.firstS || visit.views + visit.others === 0) {
      visit.source = values[DIMENSIONS.findIndex(([, dimension]) => dimension === 'source')] ?? null;
    }
    visit.firstS = Math.min(visit.firstS, second);
    visit.lastS = Math.max(visit.lastS, second);
    if (isView) visit.views += 1;
    else visit.others += 1;
    visits.set(visitId, visit);
    for (const [n, [, dimension]] of DIMENSIONS.entries()) {
      const value = values[n] ?? null;
      if (OF_VISIT.includes(dimension) || (value === null && !WITH_NONE.includes(dimension))) continue;
      const key = `${dimension}\n${value ?? ''}`;
      const known = counted.get(key) ?? { dimension, value, ...createCounted() };
      counted.set(key, known);
      count(known, event);
    }
  }
  yield { ...toRow(day, all), ...toVisits([...visits.values()]), dimension: null, value: null };
  for (const { dimension, value, ...one } of counted.values()) yield { ...toRow(day, one), dimension, value };
  for (const [source, those] of groupBySource(visits)) {
    yield {
      day,
      dimension: 'source',
      value: source,
      visitors: new Set(those.map(({ visitor }) => visitor)).size,
      pageViews: those.reduce((sum, { views }) => sum + views, 0),
      events: those.reduce((sum, { views, others }) => sum + views + others, 0),
      ...toVisits(those),
    };
  }
}

function groupBySource(visits: ReadonlyMap<string, Visit>): Map<string | null, Visit[]> {
  const found = new Map<string | null, Visit[]>();
  for (const visit of visits.values()) {
    const known = found.get(visit.source);
    if (known) known.push(visit);
    else found.set(visit.source, [visit]);
  }
  return found;
}

function createCounted(): Counted {
  return { visitors: new Set(), visits: new Set(), pageViews: 0, events: 0 };
}

function toRow(day: string, { visitors, visits, pageViews, events }: Counted) {
  return { day, visitors: visitors.size, sessions: visits.size, pageViews, events };
}

/** A bounce has one page view and nothing else. */
function toVisits(visits: readonly Visit[]) {
  return {
    sessions: visits.length,
    bounces: visits.filter(({ views, others }) => views <= 1 && others === 0).length,
    durationS: visits.reduce((sum, { firstS, lastS }) => sum + lastS - firstS, 0),
  };
}
