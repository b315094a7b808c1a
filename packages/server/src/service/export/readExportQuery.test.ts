import { expect, test } from 'vitest';
import { toExportCursor } from './exportCursor.ts';
import { readExportQuery } from './readExportQuery.ts';

const AT = '2026-01-31T12:00:00.000001Z';
const read = (query: string, accept?: string) => readExportQuery(new URLSearchParams(query), accept);

test.each([
  ['', undefined, 'ndjson'],
  ['', '*/*', 'ndjson'],
  ['', 'text/csv', 'csv'],
  ['', 'application/json, text/csv;q=0.9', 'csv'],
  ['', 'text/csv;q=0', 'ndjson'],
  ['', 'text/csvx, x-text/csv', 'ndjson'],
  ['format=ndjson', 'text/csv', 'ndjson'],
  ['format=csv', 'application/x-ndjson', 'csv'],
])('the format of %j with Accept: %s is %s', (query, accept, format) => {
  expect(read(query, accept).format).toBe(format);
});

test('reads filters and a cursor, of an event and of the end of an export', () => {
  const event = { receivedAt: AT, eventId: 'evt_a-B_1' };
  expect(read(`event_type=a&session=s&from=2026-01-01&to=2026-02-01&cursor=${toExportCursor(event)}`)).toEqual({
    format: 'ndjson',
    from: '2026-01-01T00:00:00.000000Z',
    to: '2026-02-01T00:00:00.000000Z',
    filters: { eventType: 'a', sessionId: 's' },
    after: event,
  });
  const end = { receivedAt: AT, eventId: null };
  expect(read(`cursor=${toExportCursor(end)}`).after).toEqual(end);
});

test.each([
  ['format=xml', 'format'],
  ['form=2026-01-01', 'form'],
  ['limit=5', 'limit'],
  ['series=hour', 'series'],
  ['from=2026-01-01&from=2026-01-02', 'from'],
  ['from=2026-01-02&to=2026-01-01', 'to'],
  ['from=soon', 'from'],
  ['status=done', 'status'],
  ['visitor=', 'visitor'],
  ['cursor=', 'cursor'],
  ['cursor=x', 'cursor'],
  [`cursor=${btoa(`${AT} evt_'`)}`, 'cursor'],
  [`cursor=${btoa('2026-02-31T12:00:00.000001Z')}`, 'cursor'],
  [`cursor=${btoa(`${AT}\n`)}`, 'cursor'],
])('refuses %j and names %s', (query, name) => {
  expect(() => read(query)).toThrow(expect.objectContaining({ status: 422 }));
  expect(() => read(query)).toThrow(
    expect.objectContaining({
      body: expect.objectContaining({ detail: [expect.objectContaining({ loc: ['query', name] })] }),
    }),
  );
});
