import { afterEach, expect, test, vi } from 'vitest';
import type { ExportedEvent, ExportPortion } from '../../engine/port.ts';
import { readExport } from './readExport.ts';
import { CSV_HEADER } from './toCsv.ts';
import { writeCsv, writeNdjson } from './writeExport.ts';

const AT = '2026-01-31T12:00:00.000001Z';
const ROWS = 1_000;
const PORTIONS = 50;
const END = { until: AT, nextCursor: 'next' };
afterEach(() => void vi.restoreAllMocks());

const event = (n: number): ExportedEvent => ({
  eventId: `evt_${n}`,
  receivedAt: AT,
  eventType: 'page_view',
  pageUrl: '/',
  stage: 'business',
  reason: null,
  userAgent: null,
  staged: '{"page_title":"Tea"}',
  eventData: '{"order":12345678901234567890}',
});

/** Counts the rows that were read. */
async function open(rows: number, signal = new AbortController().signal) {
  let read = 0;
  let portion = 0;
  const exportEvents = async (): Promise<ExportPortion> => {
    portion += 1;
    const events = Array.from({ length: rows }, (_, n) => event(read + n));
    read += rows;
    return { events, next: portion < PORTIONS ? { receivedAt: AT, eventId: `evt_${read}` } : null };
  };
  const query = { after: null, until: AT };
  const portions = readExport({ operations: { exportEvents }, customerId: 'demo', query, signal });
  return { text: { first: await portions.next(), portions, ...END }, read: () => read };
}

test.each([
  ['ndjson', writeNdjson, (text: string) => text.split('{"event_id"').length - 1],
  ['csv', writeCsv, (text: string) => text.split('\r\n"evt_').length - 1],
])(
  '%s: never more rows than one portion are read and not yet sent, however slow the client',
  async (_, write, count) => {
    const { text, read } = await open(ROWS);
    let sent = '';
    let inFlight = 0;
    for await (const chunk of write(text)) {
      inFlight = Math.max(inFlight, read() - count(sent));
      sent += chunk;
      expect(chunk.length).toBeLessThan(70_000);
    }
    expect(inFlight).toBeLessThanOrEqual(ROWS);
    expect(count(sent)).toBe(ROWS * PORTIONS);
  },
);

test('a line copies JSON as it is, and the last line says how to go on', async () => {
  const { text } = await open(1);
  let sent = '';
  for await (const chunk of writeNdjson(text)) sent += chunk;
  const lines = sent.split('\n');
  expect(lines[0]).toContain('"event_data":{"order":12345678901234567890}');
  expect(lines.slice(-2)).toEqual([
    `{"export":{"status":"complete","events":${PORTIONS},"until":"${AT}","next_cursor":"next"}}`,
    '',
  ]);
});

test('a long search without a finding says where it is, so that no proxy cuts it and a client goes on from there', async () => {
  const { text } = await open(0);
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 1_000;
    return nowMs;
  });
  const lines: { export: { status: string; next_cursor: string } }[] = [];
  for await (const chunk of writeNdjson(text)) lines.push(JSON.parse(chunk));
  expect(lines.map((line) => line.export.status)).toEqual(['running', 'running', 'running', 'running', 'complete']);
  expect(lines[0]?.export.next_cursor).toMatch(/^[\w-]+$/);
});

test('a client that is gone ends the reading without an end of the text', async () => {
  const gone = new AbortController();
  const { text, read } = await open(ROWS, gone.signal);
  const written = writeNdjson(text);
  await written.next();
  gone.abort();
  await expect(
    (async () => {
      for await (const _ of written);
    })(),
  ).rejects.toThrow();
  expect(read()).toBe(ROWS);
});

test('CSV without events is a header', async () => {
  const { text } = await open(0);
  let sent = '';
  for await (const chunk of writeCsv(text)) sent += chunk;
  expect(sent).toBe(CSV_HEADER);
});
