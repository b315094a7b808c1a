import type { RawEvent } from '@onevault/server/internal/engine/port';
import { expect, test } from 'vitest';
import { createMemoryEngine } from './createMemoryEngine.ts';

// The tests of all engines are in packages/conformance; these are only about the memory engine.

const event = (eventId: string, payload: RawEvent['payload'] = {}): RawEvent => ({
  eventId,
  payload,
  clientIpHash: null,
  userAgent: null,
  enrichment: null,
});

test('an event that cannot be staged is set aside, without effect on the others', async () => {
  const engine = createMemoryEngine();
  await engine.upsertCustomer('demo');
  const broken = { page_url: 5 } as unknown as RawEvent['payload'];
  const stored = await engine.store('demo', [event('evt_1', broken), event('evt_2')], { process: true });
  expect(stored.map(({ status }) => status)).toEqual(['set_aside', 'complete']);
  expect(await engine.counts('demo')).toMatchObject({ total: 2, staged: 1, loaded: 1, rejected: 1, rawPending: 0 });
  expect(await engine.recentEvents('demo', 2)).toMatchObject([
    { staging_status: 'PROCESSED', business_status: '✅ Complete Pipeline' },
    { staging_status: 'REJECTED', business_status: '❌ Set aside' },
  ]);
  expect(await engine.findEvent('demo', 'evt_1')).toMatchObject({ stage: 'set_aside', layers: { staging: null } });
});

test.each([
  ['an error', new Error('no room'), 'no room'],
  ['an endless error', new Error('x'.repeat(100_000)), 'x'.repeat(500)],
  ['an error without a message', new Error(''), 'unknown error'],
  ['a thrown object', { password: 'secret' }, 'unknown error'],
])('the reason is only the error message: %s', async (_what, thrown, message) => {
  const engine = createMemoryEngine({
    onLoad: () => {
      throw thrown;
    },
  });
  await engine.upsertCustomer('demo');
  const [stored] = await engine.store('demo', [event('evt_1')], { process: true });
  expect(stored?.reason).toEqual({ rule: 'processing_failed', pointer: '', message });
});

test('keeps the order of arrival when the clock stands still or goes back', async () => {
  let nowMs = Date.UTC(2026, 10, 24, 22, 8, 34);
  const engine = createMemoryEngine({ now: () => nowMs });
  await engine.upsertCustomer('demo');
  const [first, second] = await engine.store('demo', [event('evt_1'), event('evt_2')], { process: false });
  nowMs -= 3_600_000;
  const [third] = await engine.store('demo', [event('evt_3')], { process: false });
  expect([first, second, third].map((stored) => stored?.receivedAt)).toEqual([
    '2026-11-24T22:08:34.000000Z',
    '2026-11-24T22:08:34.000001Z',
    '2026-11-24T22:08:34.000002Z',
  ]);
});

// With a test's own clock only that clock decides what is due.
test.each([1, 3_000])(
  'a set-aside event is due on the millisecond, however many came in that of its failure: %i',
  async (count) => {
    let nowMs = Date.UTC(2026, 10, 24, 22, 8, 34);
    const engine = createMemoryEngine({
      now: () => nowMs,
      onLoad: ({ event_id }) => {
        if (event_id === 'evt_late') throw new Error('no room');
      },
    });
    await engine.upsertCustomer('demo');
    const before = Array.from({ length: count }, (_, i) => event(`evt_${i}`));
    await engine.store('demo', [...before, event('evt_late')], { process: true });
    nowMs += 9_999;
    expect(await engine.customersWithWork()).toEqual([]);
    nowMs += 1;
    expect(await engine.customersWithWork()).toEqual(['demo']);
    expect(await engine.process('demo')).toMatchObject({ total_processed: 1, total_error_count: 1 });
  },
);

test('has no operations', () => {
  expect(createMemoryEngine().operations).toBeNull();
});

test('two engines share nothing', async () => {
  const [a, b] = [createMemoryEngine(), createMemoryEngine()];
  await a.upsertCustomer('demo');
  await a.store('demo', [event('evt_1', { event_data: { session_id: '1' } })], { process: true });
  expect(a.businessKeys('demo')).toMatchObject({ event: ['evt_1'], session: ['session_1'] });
  expect(await b.findCustomer('demo')).toBeNull();
  expect(b.businessKeys('demo')).toMatchObject({ event: [], session: [] });
});
