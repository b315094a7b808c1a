import type { StreamEvent } from '@onevault/contract';
import { expect, test } from 'vitest';
import { formatEvent } from './formatEvent.ts';

const PLAIN = { isColored: false };
const event: StreamEvent = {
  event_id: 'evt_1',
  raw_event_type: 'signup',
  raw_load_date: '2026-11-30T12:00:01.000000Z',
  event_timestamp: '2026-11-30T12:00:00.123456Z',
  staging_status: 'PROCESSED',
  business_status: '✅ Complete Pipeline',
  page_url: 'https://shop.example/',
  session_id: null,
  visitor_id: null,
  validation_status: 'VALID',
  quality_score: 1,
  validation_errors: [],
  stage: 'business',
  reason: null,
  layers: { raw: { at: '2026-11-30T12:00:01.000000Z' }, staging: null, business: null },
};
const price = { rule: 'price_number', pointer: '/event_data/price', message: 'is not a number' };

test('an event is one line', () => {
  expect(formatEvent(event, PLAIN)).toBe(
    '12:00:00.123  ✓ business   signup                https://shop.example/  evt_1',
  );
});

test('each reason stands below it, once', () => {
  const rejected: StreamEvent = { ...event, stage: 'rejected', reason: price, validation_errors: [price] };
  expect(formatEvent(rejected, PLAIN).split('\n').slice(1)).toEqual([
    '              /event_data/price: is not a number (price_number)',
  ]);
});

test('an event that is not staged yet has the time of its arrival', () => {
  expect(formatEvent({ ...event, stage: 'raw', event_timestamp: null }, PLAIN)).toMatch(/^12:00:01\.000 {2}· raw/);
});

test('colours end where they begin, and only where they are wanted', () => {
  expect(formatEvent(event, { isColored: true })).toContain('\u001b[32m✓ business ');
  expect(formatEvent(event, PLAIN)).not.toContain('\u001b');
});

test('a visitor cannot write to the terminal', () => {
  const hostile = { ...event, raw_event_type: 'a\u001b[2J\nb', page_url: 'https://x.example/\u202eevil' };
  expect(formatEvent(hostile, PLAIN)).toContain('a�[2J�b');
  expect(formatEvent(hostile, PLAIN)).toContain('https://x.example/�evil');
});
