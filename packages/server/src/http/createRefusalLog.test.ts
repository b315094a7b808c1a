import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Log } from '../log.ts';
import { createRefusalLog, type RefusedRequest } from './createRefusalLog.ts';

let lines: string[];
let fields: (object | undefined)[];
const log: Log = {
  info: () => {},
  error: () => {},
  warn(line, more) {
    lines.push(line);
    fields.push(more);
  },
};
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  fields = [];
});
afterEach(() => void vi.useRealTimers());

const refused = (more: Partial<RefusedRequest> = {}): RefusedRequest => ({
  status: 403,
  errorCode: 'ORIGIN_NOT_ALLOWED',
  customerId: 'shop',
  origin: 'https://evil.example',
  route: '/api/v1/track',
  ...more,
});

test('one line for a cause at once, the repeats as a count a minute later, then silence', () => {
  const refusals = createRefusalLog(log);
  for (let i = 0; i < 1_000; i += 1) refusals.note(refused());
  expect(lines).toEqual([
    'Refused: 403 ORIGIN_NOT_ALLOWED, customer "shop", origin "https://evil.example", /api/v1/track',
  ]);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(1)).toEqual([
    'Refused: 403 ORIGIN_NOT_ALLOWED, customer "shop", origin "https://evil.example", /api/v1/track (999 more within a minute)',
  ]);
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(2);
  refusals.note(refused());
  expect(lines).toHaveLength(3);
  refusals.stop();
});

test('customer, code and origin make a cause; a request without them is one too', () => {
  const refusals = createRefusalLog(log);
  const causes = [
    refused(),
    refused({ customerId: 'other' }),
    refused({ origin: 'https://b.example' }),
    refused({ errorCode: 'RATE_LIMITED', status: 429 }),
    refused({ customerId: undefined, origin: undefined, route: null }),
  ];
  for (const cause of [...causes, ...causes]) refusals.note(cause);
  expect(lines).toHaveLength(causes.length);
  expect(lines.at(-1)).toBe('Refused: 403 ORIGIN_NOT_ALLOWED, no customer, no origin');
  expect(fields[0]).toEqual({
    error_code: 'ORIGIN_NOT_ALLOWED',
    status: 403,
    customer_id: 'shop',
    origin: 'https://evil.example',
    route: '/api/v1/track',
    count: 1,
  });
  refusals.stop();
});

test('a flood of invented customers costs a bounded number of lines', () => {
  const refusals = createRefusalLog(log);
  for (let i = 0; i < 10_000; i += 1) refusals.note(refused({ customerId: `c${i}` }));
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toBe('Refused: requests of more than 50 causes; the others are only counted');
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(51)).toEqual(['Refused: 9950 requests of other causes within a minute']);
  refusals.stop();
});

test('escapes what a client wrote, and hides what looks like a token', () => {
  const refusals = createRefusalLog(log);
  refusals.note(refused({ customerId: 'a\n"b', origin: `https://\u009b31m.example/${'x'.repeat(500)}` }));
  refusals.note(refused({ customerId: 'ovt_very_secret_token' }));
  refusals.note(refused({ customerId: 'Bearer abc', origin: 'https://me:secret@a.example' }));
  expect(lines[0]).toContain('customer "a\\u{a}"b", origin "https://\\u{9b}31m.example/xxx');
  expect(lines[0]?.length).toBeLessThan(250);
  expect(lines[1]).toContain('customer "(a token)"');
  expect(lines[2]).toContain('customer "(a token)", origin "(not an origin)"');
  expect(JSON.stringify([lines, fields])).not.toMatch(/secret|abc/);
  refusals.stop();
});

test('after a stop there is no timer, and what was counted is told', () => {
  const refusals = createRefusalLog(log);
  refusals.note(refused());
  refusals.note(refused());
  refusals.stop();
  expect(lines.at(-1)).toContain('(1 more within a minute)');
  expect(vi.getTimerCount()).toBe(0);
});
