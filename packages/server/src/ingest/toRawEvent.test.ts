import { EVENT_ID_PATTERN } from '@onevault/contract';
import { expect, test } from 'vitest';
import { createEventId } from './createEventId.ts';
import { enrich } from './enrich.ts';
import { createAddressHasher } from './hashAddress.ts';
import { toOrigin, toRawEvent } from './toRawEvent.ts';

const TENANT = { customerId: 'demo', customerName: 'Demo', ipSalt: 'aa', dataRetentionDays: 365, active: true };
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

test('reads browser, system and device from the user agent', async () => {
  const hash = createAddressHasher();
  expect(await toOrigin({ address: null, userAgent: CHROME }, TENANT, { hashAddress: hash, enrich })).toEqual({
    clientIpHash: null,
    userAgent: CHROME,
    enrichment: {
      browser_name: 'Chrome',
      browser_version: '126.0.0.0',
      operating_system: 'Windows',
      device_type: 'desktop',
      is_bot: false,
    },
  });
  expect(
    (await toOrigin({ address: null, userAgent: IPHONE }, TENANT, { hashAddress: hash, enrich })).enrichment,
  ).toMatchObject({
    browser_name: 'Safari',
    operating_system: 'iOS',
    device_type: 'mobile',
  });
});

test.each(['Googlebot/2.1 (+http://www.google.com/bot.html)', 'curl/8.5.0'])('marks %s as a bot', async (userAgent) => {
  const { enrichment } = await toOrigin({ address: null, userAgent }, TENANT, {
    hashAddress: createAddressHasher(),
    enrich,
  });
  expect(enrichment).toMatchObject({ is_bot: true, device_type: null });
});

test('a missing user agent is null, a strange one is accepted, a long one is cut', async () => {
  const read = (userAgent: string | null) =>
    toOrigin({ address: null, userAgent }, TENANT, { hashAddress: createAddressHasher(), enrich });
  expect(await read(null)).toMatchObject({ userAgent: null, enrichment: null });
  expect(await read('')).toMatchObject({ userAgent: null, enrichment: null });
  expect((await read(`${'('.repeat(5_000)}`)).userAgent).toHaveLength(512);
  // Cut in the middle of a pair: half a character is not storable.
  expect((await read(`${'x'.repeat(511)}\u{1f600}`)).userAgent).toBe(`${'x'.repeat(511)}\ufffd`);
});

test('hashes addresses with the salt of the customer', async () => {
  const hash = createAddressHasher();
  const one = await hash('aa', '192.0.2.1');
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(await hash('aa', '192.0.2.1')).toBe(one);
  expect(await hash('aa', '::ffff:192.0.2.1')).toBe(one);
  expect(await hash('bb', '192.0.2.1')).not.toBe(one);
  expect(await hash('aa', '192.0.2.2')).not.toBe(one);
});

test('gives an event without an id one that sorts by time', () => {
  const origin = { clientIpHash: null, userAgent: null, enrichment: null };
  expect(toRawEvent({ eventId: 'evt_mine', payload: {} }, origin).eventId).toBe('evt_mine');
  expect(toRawEvent({ eventId: null, payload: {} }, origin).eventId).toMatch(EVENT_ID_PATTERN);
  const ids = [1, 2 ** 32 - 1, 2 ** 32, 1_800_000_000_000].map(createEventId);
  expect(ids).toEqual([...ids].sort());
  expect(createEventId(0x0123_4567_89ab)).toMatch(/^evt_01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
