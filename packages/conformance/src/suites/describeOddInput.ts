/** Unusual payloads at every limit: each reaches business and is stored unchanged. */
import type { JsonObject, JsonValue } from '@onevault/contract';
import type { Engine, RawEvent } from '@onevault/server/internal/engine/port';
import { beforeAll, describe, expect, test } from 'vitest';
import { event, TIMESTAMP } from './event.ts';

export function describeOddInput(getEngine: () => Engine, createCustomer: () => Promise<string>): void {
  describe('odd input', () => {
    let engine: Engine;
    beforeAll(() => {
      engine = getEngine();
    });
    const store = (customerId: string, events: RawEvent[]) => engine.store(customerId, events, { process: true });

    test.each(Object.entries(ODD_PAYLOADS))('%s reaches business and is stored unchanged', async (_what, payload) => {
      const customerId = await createCustomer();
      const odd = { ...event(), payload };
      expect(await store(customerId, [odd, event()])).toMatchObject([{ status: 'complete' }, { status: 'complete' }]);
      const [staged] = await engine.stagedEvents(customerId);
      const kept = JSON.parse(JSON.stringify(payload)) as RawEvent['payload'];
      expect(staged?.event_data).toEqual(kept.event_data ?? {});
      expect(staged?.page_url).toBe(kept.page_url ?? '');
      expect(staged?.event_timestamp).toMatch(TIMESTAMP);
      expect(await engine.recentEvents(customerId, 2)).toHaveLength(2);
    });

    test('address, agent and enrichment of an event are optional', async () => {
      const customerId = await createCustomer();
      const enrichment = {
        browser_name: 'Fire🦊',
        browser_version: '1',
        operating_system: 'It’s "OS"',
        device_type: 'tablet' as const,
        is_bot: false,
      };
      await store(customerId, [
        { ...event(), clientIpHash: null, userAgent: null, enrichment: null },
        { ...event(), clientIpHash: '0f'.repeat(32), userAgent: 'x'.repeat(512), enrichment },
      ]);
      expect(await engine.stagedEvents(customerId)).toMatchObject([
        { browser_name: null, device_type: null, is_bot: false, quality_score: 0.9 },
        { browser_name: 'Fire🦊', operating_system: 'It’s "OS"', device_type: 'tablet', is_bot: false },
      ]);
    });

    test.each([['evt_-'], [`evt_${'_'.repeat(64)}`], ['evt_A'], ['evt_a']])('%s is an event id', async (eventId) => {
      const customerId = await createCustomer();
      await store(customerId, [{ ...event(), eventId }]);
      expect((await engine.findEvent(customerId, eventId))?.event_id).toBe(eventId);
      expect(await engine.findEvent(customerId, `${eventId}x`)).toBeNull();
    });
  });
}

function nested(depth: number): JsonObject {
  let value: JsonValue = 'bottom';
  for (let level = 1; level < depth; level += 1) value = level % 2 === 0 ? { down: value } : [value];
  return { down: value };
}

const INJECTION = `'); drop table raw.event_ids; -- " \\ $$ $1 %s {0} <script>\${x}</script>`;

/** All are valid: ingest has made them storable (no NUL, no lone surrogate). */
const ODD_PAYLOADS: Record<string, RawEvent['payload']> = {
  'an empty payload': {},
  'a url of 50,000 characters': { page_url: `https://shop.example/${'a/'.repeat(24_990)}?${'&'.repeat(10)}` },
  'a url of 100,000 astral characters': { page_url: `/${'🦊'.repeat(99_999)}` },
  'a query of 50,000 percent signs': { page_url: `/?utm_source=${'%'.repeat(49_000)}` },
  'a query of 30,000 empty parameters': { page_url: `/?${'&'.repeat(30_000)}utm_source=x` },
  'a query of 10,000 encoded characters': { page_url: `/?utm_source=${'%F0%9F%A6%8A'.repeat(8_000)}` },
  'a host of 50,000 at signs': { page_url: `https://${'@'.repeat(50_000)}` },
  'a scheme of 50,000 letters': { page_url: 'a'.repeat(50_000) },
  'a referrer of 50,000 characters': { event_data: { referrer: `https://${'a.'.repeat(25_000)}google.com/` } },
  'a timestamp of 50,000 characters': { event_data: { timestamp: '2026-01-01T00:00:00.'.padEnd(50_000, '0') } },
  'texts of 200,000 characters': { event_data: { title: '🦊'.repeat(100_000), user_id: 'é'.repeat(200_000) } },
  'replacement characters and noncharacters': {
    event_type: '\uFFFD\uFFFE\uFFFF',
    page_url: '/\uFFFD',
    event_data: {
      '\uFFFD': '\uFFFD',
      session_id: '\uFFFD',
      visitor_id: '\u{10FFFF}',
      title: '\uFEFF\u200B\u2028\u202E',
    },
  },
  'control characters': {
    event_type: '\u0001\u001f\u007f',
    page_url: '/\u0001',
    event_data: { title: '\u0008\u001b[31m' },
  },
  injection: {
    event_type: INJECTION,
    page_url: INJECTION,
    event_data: { [INJECTION]: INJECTION, session_id: INJECTION, visitor_id: INJECTION, action: INJECTION },
  },
  'the deepest data': { event_data: nested(32) },
  'many values': { event_data: { list: Array.from({ length: 9_998 }, (_, index) => index) } },
  'keys of Object.prototype': {
    event_type: '__proto__',
    event_data: JSON.parse(
      '{"__proto__": {"x": 1}, "constructor": 1, "hasOwnProperty": null, "toString": []}',
    ) as JsonObject,
  },
  'numbers at every limit': {
    event_data: {
      list: [1e308, -1e308, 5e-324, 1e-7, 1e21, 123456789012345680000, 0.1, 1 / 3, 9007199254740991, -0],
      session_id: 9007199254740991,
      visitor_id: 1e308,
      scroll_depth: 5e-324,
      time_on_page: 1e308,
      user_id: -0,
    },
  },
  'wrong types in every field that is read': {
    event_data: Object.fromEntries(
      'session_id visitor_id timestamp sent_at user_id title referrer element_id scroll_depth time_on_page screen_resolution timezone utm_source item_id items action name outbound'
        .split(' ')
        .map((key, index) => [key, [{ deep: [null] }, [[]], true, 'x', -1.5][index % 5] as JsonValue]),
    ),
  },
  'a clock at the beginning of time': { event_data: { timestamp: '0001-01-01T00:00:00+23:59', sent_at: 'then' } },
  'a clock at the end of time': {
    event_data: { timestamp: '9999-12-31T23:59:59.999999999-23:59', sent_at: '0001-01-01T00:00:00+23:59' },
  },
  'an impossible timestamp': { event_data: { timestamp: '2026-99-99T99:99:99Z', sent_at: '9'.repeat(400) } },
};
