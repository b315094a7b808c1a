import { expect, test } from 'vitest';
import { Refusal } from '../ingest/refusal.ts';
import { readEventQuery, toCursor } from './readEventQuery.ts';

const read = (query: string) => readEventQuery(new URLSearchParams(query));

test('a query without filters reads as null', () => {
  expect(read('')).toBeNull();
  expect(read('limit=5&other=x')).toBeNull();
});

test('reads every filter', () => {
  expect(read('event_type=signup&status=set_aside&page=shop.example/a&session=s&visitor=v&limit=5')).toEqual({
    eventType: 'signup',
    status: 'set_aside',
    page: 'shop.example/a',
    sessionId: 's',
    visitorId: 'v',
  });
});

test.each([
  ['2026-01-02', '2026-01-02T00:00:00.000000Z'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000000Z'],
  ['2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05.123456Z'],
  ['2026-01-02T03:04:05.5%2B02:00', '2026-01-02T01:04:05.500000Z'],
  ['2026-01-02T03:04:05+02:00', '2026-01-02T01:04:05.000000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000000Z'],
  ['1492-10-12', '1492-10-12T00:00:00.000000Z'],
])('a time may be written %s', (text, from) => {
  expect(read(`from=${text}`)).toEqual({ from });
});

test('a cursor reads as the place it was made from', () => {
  const before = { receivedAt: '2026-01-02T03:04:05.678901Z', eventId: `evt_${'_'.repeat(64)}` };
  expect(toCursor(before)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(read(`cursor=${toCursor(before)}`)).toEqual({ before });
});

test.each([
  ['status', 'done'],
  ['status', ''],
  ['from', ''],
  ['from', 'yesterday'],
  ['from', '2026-02-30'],
  ['from', '2026-13-01'],
  ['from', '2026-01-02T03:04:05'],
  ['from', '2026-01-02T25:04:05Z'],
  ['from', '0000-01-01'],
  ['from', '9999-12-31T23:59:59-23:59'],
  ['to', '2026-01-02T03:04Z'],
  ['event_type', ''],
  ['event_type', 'x'.repeat(201)],
  ['session', ''],
  ['session', 'x'.repeat(129)],
  ['visitor', 'x'.repeat(129)],
  ['page', ''],
  ['cursor', ''],
  ['cursor', '%%%'],
  ['cursor', 'bm90aGluZw'],
  ['cursor', btoa('2026-02-30T00:00:00.000000Z evt_1')],
  ['cursor', btoa('0000-01-01T00:00:00.000000Z evt_1')],
])('%s=%s is refused', (name, value) => {
  const refused = () => readEventQuery(new URLSearchParams([[name, value]]));
  expect(refused).toThrow(Refusal);
  try {
    refused();
  } catch (error) {
    expect(error).toMatchObject({
      status: 422,
      body: { error_code: 'INVALID_QUERY', detail: [{ loc: ['query', name] }] },
    });
  }
});
