import { ROUTES } from '@onevault/contract';
import * as schemas from '@onevault/contract/schemas';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { expectSchema } from './expectSchema.ts';
import { useTwoCustomers } from './useTwoCustomers.ts';

const EVENT = {
  event_id: 'evt_1',
  event_type: 'signup',
  page_url: 'https://shop.example/a',
  event_data: { plan: 'pro' },
};

const customers = useTwoCustomers();
const { on } = customers;

describe('tracking one event', () => {
  test('is in the business layer when the answer arrives', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: EVENT });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ event_id: 'evt_1', processing: 'automatic', processing_status: 'complete' });
    expect(body).not.toHaveProperty('duplicate');
    const { body: why } = await ask(on('/api/v1/track/events/evt_1'));
    expectSchema(schemas.EventReplySchema, why);
    expect(why).toMatchObject({ event: { event_type: 'signup', stage: 'business', reason: null } });
  });

  test('an empty object is a page view with an id from the server', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: {} });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(await customers.engine.stagedEvents('demo')).toMatchObject([
      { event_id: body.event_id, event_type: 'page_view' },
    ]);
  });

  test('a repeat changes nothing, on either route', async () => {
    await ask(on(ROUTES.track), { body: EVENT });
    for (const path of [ROUTES.track, ROUTES.trackAsync]) {
      const { status, body } = await ask(on(path), { body: { ...EVENT, event_type: 'other' } });
      expect(status).toBe(200);
      expectSchema(schemas.TrackReplySchema, body);
      expect(body).toMatchObject({ event_id: 'evt_1', duplicate: true, processing_status: 'complete' });
    }
    expect(await customers.engine.stagedEvents('demo')).toMatchObject([{ event_type: 'signup' }]);
  });

  test('in the background: durable at once, in the business layer after the barrier', async () => {
    const { status, body } = await ask(on(ROUTES.trackAsync), { body: EVENT });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ processing: 'background', processing_status: 'pending' });
    const settled = await ask(on(ROUTES.settled));
    expect(settled.status).toBe(200);
    expectSchema(schemas.SettledReplySchema, settled.body);
    expect(settled.body).toMatchObject({ settled: true, pending: 0 });
    expect(await customers.engine.findEvent('demo', 'evt_1')).toMatchObject({ stage: 'business' });
  });

  test('an invalid event is stored, and the answer says why it is not loaded', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: { event_type: '   ' } });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ processing_status: 'rejected', reason: { rule: 'event_type_blank' } });
  });

  test('an event that cannot be processed is stored and set aside', async () => {
    const engine = createMemoryEngine({
      onLoad: () => {
        throw new Error('no room');
      },
    });
    const failing = await createMockServer({ engine });
    const { status, body } = await ask(failing.url + ROUTES.track, { body: EVENT });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ success: true, processing_status: 'set_aside', set_aside: true });
    expect(body.reason).toMatchObject({ rule: 'processing_failed' });
    const batch = await ask(failing.url + ROUTES.track, { body: [{ event_id: 'evt_2' }] });
    expectSchema(schemas.BatchReplySchema, batch.body);
    expect(batch.body).toMatchObject({ success: true, set_aside: [{ event_id: 'evt_2', status: 'set_aside' }] });
    await failing.close();
  });

  test('stores a salted hash of the address and never the address', async () => {
    const stored: unknown[] = [];
    const memory = createMemoryEngine();
    const engine: typeof memory = {
      ...memory,
      store: (customerId, events, options) => {
        stored.push(...events);
        return memory.store(customerId, events, options);
      },
    };
    const watched = await createMockServer({ engine });
    await ask(watched.url + ROUTES.track, { body: EVENT, headers: { 'User-Agent': 'x'.repeat(600) } });
    expect(stored).toMatchObject([
      { clientIpHash: expect.stringMatching(/^[0-9a-f]{64}$/), userAgent: 'x'.repeat(512) },
    ]);
    expect(JSON.stringify(stored)).not.toContain('127.0.0.1');
    await watched.close();
  });
});

describe('a batch', () => {
  test('answers for each event in order, and stores the valid ones', async () => {
    await ask(on(ROUTES.track), { body: { event_id: 'evt_old' } });
    const { status, body } = await ask(on(ROUTES.track), {
      body: [
        { event_id: 'evt_a' },
        { event_id: 'evt_old' },
        5,
        { event_id: 'evt_b', page_url: 1 },
        { event_id: 'evt_a' },
        [],
      ],
    });
    expect(status).toBe(200);
    expectSchema(schemas.BatchReplySchema, body);
    expect(body).toMatchObject({
      success: true,
      event_ids: ['evt_a', 'evt_old', 'evt_a'],
      duplicates: ['evt_old', 'evt_a'],
      rejected: [
        { index: 2, event_id: null, error_code: 'INVALID_EVENT', message: 'Input should be a valid object' },
        {
          index: 3,
          event_id: 'evt_b',
          error_code: 'INVALID_EVENT',
          message: 'page_url: Input should be a valid string',
        },
        { index: 5, event_id: null, error_code: 'INVALID_EVENT', message: 'Input should be a valid object' },
      ],
      processing: 'automatic',
    });
    expect(body).not.toHaveProperty('set_aside');
    expect(await customers.engine.counts('demo')).toMatchObject({ total: 2, loaded: 2 });
  });

  test('works in the background too', async () => {
    const events = Array.from({ length: 500 }, (_, i) => ({ event_id: `evt_${i}` }));
    const { status, body } = await ask(on(ROUTES.trackAsync), { body: events });
    expect(status).toBe(200);
    expectSchema(schemas.BatchReplySchema, body);
    expect(body).toMatchObject({ processing: 'background', event_ids: events.map(({ event_id }) => event_id) });
    expect((await ask(on(ROUTES.settled))).body).toMatchObject({ settled: true });
    expect(await customers.engine.counts('demo')).toMatchObject({ total: 500, loaded: 500 });
  });

  test('lists stored but invalid events with their reason', async () => {
    const { status, body } = await ask(on(ROUTES.track), {
      body: [{ event_id: 'evt_good' }, { event_id: 'evt_bad', event_type: ' ' }],
    });
    expect(status).toBe(200);
    expectSchema(schemas.BatchReplySchema, body);
    expect(body).toMatchObject({
      event_ids: ['evt_good', 'evt_bad'],
      rejected: [],
      set_aside: [
        { event_id: 'evt_bad', status: 'rejected', reason: { rule: 'event_type_blank', pointer: '/event_type' } },
      ],
    });
  });

  test('of duplicates only is a success', async () => {
    await ask(on(ROUTES.track), { body: [EVENT] });
    const { status, body } = await ask(on(ROUTES.track), { body: [EVENT] });
    expect([status, body.success, body.duplicates]).toEqual([200, true, ['evt_1']]);
  });

  test('with only refused events is 422, with the fields of a batch and of an error', async () => {
    const { status, body } = await ask(on(ROUTES.track), { body: [{ event_type: 5 }, null] });
    expect(status).toBe(422);
    expectSchema(schemas.BatchReplySchema, body);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(body).toMatchObject({
      success: false,
      event_ids: [],
      rejected: [{ index: 0 }, { index: 1 }],
      detail: [{ loc: ['body', 0, 'event_type'] }, { loc: ['body', 1] }],
      error_code: 'INVALID_EVENT',
    });
  });

  test.each([0, 501])('of %i events is 422 without a list of rejected events', async (length) => {
    const { status, body } = await ask(on(ROUTES.track), { body: Array(length).fill({}) });
    expect(status).toBe(422);
    expectSchema(schemas.BatchReplySchema, body);
    expectSchema(schemas.ErrorReplySchema, body);
    expect(body).toMatchObject({ error_code: 'INVALID_BATCH_SIZE', rejected: [], event_ids: [] });
    expect(await customers.engine.counts('demo')).toMatchObject({ total: 0 });
  });
});

describe('what the pipeline leaves out of an event', () => {
  const items = (count: number) => Array.from({ length: count }, (_, n) => ({ item_id: `item_${n}` }));
  const large = (event_id: string, count: number) => ({ event_id, event_data: { items: items(count) } });
  const warning = {
    rule: 'items_over_limit',
    pointer: '/event_data/items',
    message: 'only the first 100 items are read',
  };

  test.each([ROUTES.track, ROUTES.trackAsync])('%s tells it in the answer to one event', async (path) => {
    const { status, body } = await ask(on(path), { body: large('evt_101', 101) });
    expect(status).toBe(200);
    expectSchema(schemas.TrackReplySchema, body);
    expect(body).toMatchObject({ success: true, warnings: [warning] });
    // A repeat changes nothing, so nothing is left out of it.
    expect((await ask(on(path), { body: large('evt_101', 101) })).body).not.toHaveProperty('warnings');
    expect((await ask(on(path), { body: large('evt_100', 100) })).body).not.toHaveProperty('warnings');
    expect((await ask(on(path), { body: { event_data: { items: 'many' } } })).body).not.toHaveProperty('warnings');
    await ask(on(ROUTES.settled));
    const { body: why } = await ask(on('/api/v1/track/events/evt_101'));
    expectSchema(schemas.EventReplySchema, why);
    expect(why).toMatchObject({
      event: {
        stage: 'business',
        reason: null,
        layers: { staging: { validation_errors: expect.arrayContaining([warning]) } },
      },
    });
    const staged = await customers.engine.stagedEvents('demo');
    expect(staged.find(({ event_id }) => event_id === 'evt_101')?.item_ids).toHaveLength(100);
  });

  test.each([ROUTES.track, ROUTES.trackAsync])('%s tells it for each event of a batch', async (path) => {
    const { body } = await ask(on(path), {
      body: [large('evt_a', 1), { event_type: 5 }, large('evt_b', 102), large('evt_b', 103), large('evt_c', 101)],
    });
    expectSchema(schemas.BatchReplySchema, body);
    expect(body.warnings).toEqual([
      { index: 2, event_id: 'evt_b', ...warning },
      { index: 4, event_id: 'evt_c', ...warning },
    ]);
    expect((await ask(on(path), { body: [large('evt_d', 2)] })).body).not.toHaveProperty('warnings');
  });
});
