import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import { createExplain, type Explain } from './createExplain.ts';

const FAILED = '[OneVault] Failed to send to https://api.test: ';
let warn: MockInstance;
let explain: Explain;
const said = (): string[] => warn.mock.calls.map(([text]) => String(text).replace(FAILED, ''));

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  explain = createExplain({ apiBaseUrl: 'https://api.test', customerId: 'a', apiToken: 'b' });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  [
    'our 401',
    401,
    'HTTP 401',
    { error_code: 'INVALID_TOKEN', message: 'no' },
    'HTTP 401. no. Check customerId and apiToken.',
  ],
  ['an inherited 401', 401, 'HTTP 401', { detail: 'no' }, 'HTTP 401. no. Check customerId and apiToken.'],
  ['an inherited 422', 422, 'HTTP 422', { detail: [{ loc: [], msg: 'too long' }] }, 'HTTP 422. too long'],
  ['our 503', 503, 'HTTP 503', { error_code: 'DATABASE_UNAVAILABLE', message: 'later' }, 'HTTP 503. later'],
  ['a proxy’s 502', 502, 'HTTP 502', undefined, 'HTTP 502'],
  ['a page', 200, '', undefined, 'No OneVault server: check apiBaseUrl.'],
  ['another API', 200, '', { ok: true }, 'No OneVault server: check apiBaseUrl.'],
  ['a text', 200, '', 'ok', 'No OneVault server: check apiBaseUrl.'],
  ['a firewall’s 401', 401, 'HTTP 401', undefined, 'HTTP 401. No OneVault server: check apiBaseUrl.'],
  ['a batch of which one is refused', 200, '', { success: true, rejected: [{ error_code: 'X', message: 'no' }] }, 'no'],
])('%s is told once', (_, status, error, body, text) => {
  explain(status, error, body);
  explain(status, error, body);
  expect(said()).toEqual([text]);
});

test.each([
  ['an event', { success: true }],
  ['a batch', { success: true, rejected: [] }],
  ['a status', { status: 'success' }],
])('the answer to %s is not worth a word', (_, body) => {
  explain(200, '', body);
  expect(said()).toEqual([]);
});

test('no answer is told at the third in a row, and another cause beside it', () => {
  explain(0, 'Failed to fetch', undefined);
  explain(0, 'Failed to fetch', undefined);
  explain(200, '', { success: true });
  explain(0, 'Failed to fetch', undefined);
  explain(0, 'Failed to fetch', undefined);
  expect(said()).toEqual([]);
  for (let n = 0; n < 5; n++) explain(0, 'Failed to fetch', undefined);
  explain(401, 'HTTP 401', { detail: 'no' });
  expect(said()).toEqual([
    expect.stringMatching(/^Failed to fetch\. Is it down\? CORS/),
    expect.stringMatching(/^HTTP 401/),
  ]);
});

test.each([[null], [[]], [{ rejected: 1 }], [{ rejected: [null] }], [{ detail: {} }], [7]])(
  '%j breaks nothing',
  (body) => {
    explain(400, 'HTTP 400', body);
    expect(said()).toHaveLength(1);
  },
);
